"""What an arrangement rests on: why an element is there, what is still open, how many obligations there are."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from refanalysis.coordination.arrangement import Arrangement
from refanalysis.coordination.blocks import plan
from refanalysis.coordination.conditions import named
from refanalysis.coordination.elements import Element
from refanalysis.coordination.notation import EDGE_TYPES, STRENGTHS
from refanalysis.coordination.rules import FIRED, UNDECIDED, decided
from refanalysis.coordination.views import name_of, sentence

if TYPE_CHECKING:
    import pandas as pd

OBLIGATIONS = ("shall", "should", "where_possible")
_TIE = re.compile(r"\s*(.+?)\s*(?:<->|->)\s*(.+?)\s*")


def explain(arrangement: Arrangement, element: str) -> pd.DataFrame:
    """Why something stands in an arrangement: one row for each thing a rule says about it.

    Parameters
    ----------
    element
        A rule ("SEC-04"), a body, forum, plan or role ("UNHCR_REP"), a sector ("health"), or a tie ("UNHCR->RC").

    Returns
    -------
    DataFrame
        words (what the rule adds), rule, layer, strength, qualifier, paraphrase, situation, heading, lines, status,
        source.

    Raises
    ------
    ValueError
        When nothing of that name stands in the arrangement; names close to it are given.
    """
    import pandas as pd

    found = _about(arrangement, element)
    columns = ["rule", "layer", "strength", "qualifier", "paraphrase", "situation", "heading", "lines", "status", "source"]
    rows = [
        {"words": in_words(one, arrangement), **{name: arrangement.guidance.rules[one.rule][name] for name in columns}}
        for one in found
    ]
    order = {strength: place for place, strength in enumerate(STRENGTHS)}
    frame = pd.DataFrame(rows, columns=["words", *columns]).drop_duplicates()
    return frame.sort_values(["strength", "rule", "words"], key=lambda c: c.map(order) if c.name == "strength" else c,
                             ignore_index=True)  # fmt: skip


def open_questions(arrangement: Arrangement) -> pd.DataFrame:
    """What to ask first: the unknown dimensions, those on which most obligations hang at the top.

    A rule hangs on a dimension that would decide whether it applies, or whether it adds one of its statements.

    Returns
    -------
    DataFrame
        dimension, question (its meaning), levels, obligations (rules of strength shall, should or where possible), shall,
        rules (how many in all), which (the rules, separated by ';') and sectors whose existence hangs on it. A rule that
        several unknown dimensions keep open counts under each of them.
    """
    import pandas as pd

    guidance = arrangement.guidance
    hanging = _hanging(arrangement)
    undecided = arrangement.sectors.query("status == 'undecided'")["sector"]
    sectors = {name: [s for s in undecided if name in named(guidance.sector_conditions[s])] for name in guidance.dimensions}
    unknown = [name for name in arrangement.context.unknown if hanging.get(name) or sectors[name]]
    rows = []
    for name in unknown:
        strengths = [guidance.rules[rule]["strength"] for rule in hanging.get(name, [])]
        rows.append((name, guidance.meanings[name], ", ".join(guidance.dimensions[name].levels),
                     sum(strength in OBLIGATIONS for strength in strengths), strengths.count("shall"), len(strengths),
                     ";".join(hanging.get(name, [])), ";".join(sectors[name])))  # fmt: skip
    columns = ["dimension", "question", "levels", "obligations", "shall", "rules", "which", "sectors"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["obligations", "shall", "rules", "dimension"], ascending=[False, False, False, True],
                             ignore_index=True)  # fmt: skip


def _hanging(arrangement: Arrangement) -> dict[str, list[str]]:
    """Rules that hang on each unknown dimension."""
    made = plan(arrangement.guidance)
    verdicts = decided(made, arrangement.context)
    statuses = [status for status, _ in verdicts]
    found: dict[str, set[str]] = {}
    for rule, place in made.of_rules.items():
        for dimension in verdicts[place][1] if statuses[place] < 0 else ():
            found.setdefault(dimension, set()).add(rule)
    for unit in (unit for block in made.blocks for unit in block.units if unit.might(statuses)):
        for dimension in (*verdicts[unit.condition][1], *verdicts[unit.guard][1]):
            found.setdefault(dimension, set()).add(unit.rule)
    return {dimension: sorted(rules) for dimension, rules in found.items()}


def obligations(arrangement: Arrangement) -> pd.DataFrame:
    """How many rules hold, and how many are open: area, strength, fired, undecided."""
    import pandas as pd

    counts: dict[tuple[str, str], list[int]] = {}
    for rule, (status, _) in arrangement.verdicts.items():
        row = arrangement.guidance.rules[rule]
        count = counts.setdefault((row["area"], row["strength"]), [0, 0])
        count[0] += status == FIRED
        count[1] += status == UNDECIDED
    order = sorted(counts, key=lambda key: (key[0], STRENGTHS.index(key[1])))
    rows = [(*key, *counts[key]) for key in order if any(counts[key])]
    return pd.DataFrame(rows, columns=["area", "strength", "fired", "undecided"])


def in_words(element: Element, arrangement: Arrangement) -> str:
    """An element as a reader would say it: "UNHCR informs Resident Coordinator: the refugee response"."""
    guidance = arrangement.guidance
    if element.kind == "edge":
        between = EDGE_TYPES[element.verb][2]
        plain = f"{name_of(element.source, guidance)} {between} {name_of(element.target, guidance)}"
        return f"{plain}: {element.words}" if element.words else plain
    if element.target and element.kind in ("forum", "instrument", "role"):
        return f"{element.kind}: {name_of(element.target, guidance)}"
    return f"{element.kind}: {sentence(element, guidance)}"


def _about(arrangement: Arrangement, element: str) -> list[Element]:
    guidance = arrangement.guidance
    tie = _TIE.fullmatch(element)
    if tie:
        ends = set(tie.groups())
        found = [e for e in arrangement.elements if e.kind == "edge" and {e.source, e.target} == ends]
    elif element in guidance.rules:
        found = [e for e in arrangement.elements if e.rule == element]
    else:
        body = guidance.forum(element) if element in guidance.sectors else element
        found = [e for e in arrangement.elements if body in (e.source, e.target)]
    if not found:
        raise ValueError(_nothing(arrangement, element))
    return found


def _nothing(arrangement: Arrangement, element: str) -> str:
    guidance = arrangement.guidance
    if element in guidance.rules:
        status, dimensions = arrangement.verdicts[element]
        reason = f"; unknown: {', '.join(dimensions)}" if dimensions else ""
        return f"rule {element} adds nothing here: {status.replace('_', ' ')}{reason}"
    close = difflib.get_close_matches(element, _names(arrangement), n=3)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    return f"{element!r} does not stand in this arrangement{hint}"


def _names(arrangement: Arrangement) -> Iterable[str]:
    ends = {end for element in arrangement.elements for end in (element.source, element.target) if end}
    return sorted(ends | set(arrangement.guidance.rules) | set(arrangement.guidance.sectors))
