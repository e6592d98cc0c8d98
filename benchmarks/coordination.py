"""Times the rules of coordination against pandas' evaluation of their conditions, and says what holds in all legal contexts.

Contexts are drawn with a seed, each level of each dimension as likely as the others, and made legal where two exclude each
other. pandas evaluates the distinct conditions it can read: those of a list dimension are left out on its side.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from timing import as_text, cpu, row

from refanalysis import coordination, data

CONTEXTS, ARRANGEMENTS = 1_000_000, 10_000


@cache
def drawn(n: int) -> pd.DataFrame:
    """Legal contexts as a table of levels; nobody is invited to lead."""
    guidance, generator = coordination.load(), np.random.default_rng(1)
    plain = {name: found.levels for name, found in guidance.dimensions.items() if found.kind != "list"}
    frame = pd.DataFrame({name: generator.choice(levels, n) for name, levels in plain.items()})
    frame.loc[frame["idp"] == "false", "overlap"] = "none"
    frame.loc[frame["mech"] == "clusters", "clusters"] = "true"
    frame.loc[frame["mech"] == "none", "mech_adaptable"] = "false"
    return frame


@cache
def for_pandas() -> tuple[pd.DataFrame, list[str]]:
    """The contexts with true and false as such, and the distinct conditions that pandas can read."""
    frame = drawn(CONTEXTS).apply(lambda column: column == "true" if set(column) <= {"true", "false"} else column)
    lists = [name for name, found in coordination.load().dimensions.items() if found.kind == "list"]
    rules = data.table("rules")
    gated = [
        text if phase == "all" else f"phase == '{phase}' and ({text})" if text != "True" else f"phase == '{phase}'"
        for text, phase in rules[["condition", "phase"]].drop_duplicates().to_numpy()
    ]
    kept = [text for text in gated if text != "True" and not any(name in text for name in lists)]
    return frame, [text.replace("{", "[").replace("}", "]") for text in kept]


def speed() -> list[dict[str, str]]:
    """The rule table and whole arrangements."""
    guidance = coordination.load()
    table, (frame, conditions) = drawn(CONTEXTS), for_pandas()
    few = [coordination.read(levels, guidance) for levels in drawn(ARRANGEMENTS).to_dict("records")]
    evaluated = cpu(lambda: coordination.evaluate_many(guidance, table), repeats=3)
    peer = cpu(lambda: [frame.eval(text) for text in conditions], repeats=3)
    derived = cpu(lambda: [coordination.derive(context, guidance) for context in few], repeats=3)
    one = cpu(lambda: coordination.evaluate_many(guidance, drawn(ARRANGEMENTS)), repeats=3)
    return [
        row(f"{len(guidance.rules)} rules over {CONTEXTS:,} contexts, three-valued", evaluated,
            f"pandas eval of their {len(conditions)} conditions", peer),
        row(f"{ARRANGEMENTS:,} whole arrangements", derived, "only their rule table", one),
    ]  # fmt: skip


def limits() -> str:
    """CPU seconds against what an analyst is to wait for at most."""
    guidance = coordination.load()
    few = drawn(ARRANGEMENTS).to_dict("records")
    headlines = ARRANGEMENTS // 10
    whole = {
        f"rule table of {CONTEXTS:,} contexts": (cpu(lambda: coordination.evaluate_many(guidance, drawn(CONTEXTS)), 3), "5"),
        f"{ARRANGEMENTS:,} contexts read, checked and derived": (
            cpu(lambda: [coordination.derive(coordination.read(levels, guidance), guidance) for levels in few], 1),
            "10",
        ),
        f"headlines of {headlines:,} of them": (
            cpu(lambda: [coordination.headline(coordination.derive(coordination.read(levels, guidance), guidance))
                         for levels in few[:headlines]], 1), "–"),
    }  # fmt: skip
    rows = [f"| {work} | {seconds:.2f} | {limit} |\n" for work, (seconds, limit) in whole.items()]
    return f"| work | CPU s | limit |\n|---|---|---|\n{''.join(rows)}"


def everywhere() -> str:
    """How many contexts there are, what was looked at, and what became of each invariant."""
    known, unknown = coordination.everywhere(count_sets=True), coordination.everywhere(unknown=True)
    counts = {
        "combinations of all levels": ("combinations", known.combinations, unknown.combinations),
        "legal contexts": ("contexts", known.contexts, unknown.contexts),
        "the same, levels no condition tells apart taken as one": ("classes", known.classes, unknown.classes),
        "distinct sets of rules that fire": ("sets", known.rule_sets, None),
        "distinct states of the blocks that settle apart": ("states", known.states, unknown.states),
        "rules that fire in no context": ("dead", _dead(known), _dead(unknown)),
        "contexts in which an invariant fails": ("fails", _failing(known), _failing(unknown)),
    }
    told = [f"| {work} | {one:,} | {'–' if two is None else f'{two:,}'} |\n" for work, (_, one, two) in counts.items()]
    seconds = [f"| CPU s | {sum(known.seconds.values()):.2f} | {sum(unknown.seconds.values()):.2f} |\n"]
    head = "| over all contexts | levels known | levels unknown too |\n|---|---|---|\n"
    return f"{head}{''.join(told + seconds)}\n{_invariants(known, unknown)}\n{_rules(known)}"


def _dead(found: coordination.Everywhere) -> int:
    return int((found.rules["contexts"] == 0).sum())


def _failing(found: coordination.Everywhere) -> int:
    return int(found.invariants["violated"].sum())


def _invariants(known: coordination.Everywhere, unknown: coordination.Everywhere) -> str:
    both = known.invariants.merge(
        unknown.invariants[["invariant", "states", "violated"]], on="invariant", suffixes=("", "_too")
    )
    rows = [
        f"| {one.number} {one.invariant} | {len(one.dimensions.split(';')) if one.dimensions else 0} | {one.states:,} | "
        f"{one.violated:,.0f} | {one.states_too:,} | {one.violated_too:,.0f} |\n"
        for one in both.itertuples()
    ]
    head = "| invariant | dimensions it hangs on | states checked | contexts violated | states, unknown too | violated |\n"
    return f"{head}|{'---|' * 6}\n{''.join(rows)}"


def _rules(found: coordination.Everywhere) -> str:
    """In how many contexts each rule fires; rules with the same number together."""
    same = found.rules.groupby(["contexts", "share"])["rule"].agg(", ".join).reset_index()
    rows = [f"| {one.contexts:,.0f} | {one.share:.1%} | {one.rule} |\n" for one in same.itertuples()]
    return f"| legal contexts, levels known | share | rules that fire in so many |\n|---|---|---|\n{''.join(rows)}"


def text() -> str:
    """Speed, limits and all contexts, each as Markdown."""
    return f"{as_text(speed())}\n{limits()}\n{everywhere()}"
