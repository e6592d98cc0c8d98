"""What changes in an arrangement when the situation does: element by element, answer by answer, and as a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from refanalysis import schema
from refanalysis.coordination.arrangement import Arrangement, derive
from refanalysis.coordination.context import Context, replaced
from refanalysis.coordination.guidance import Guidance, load
from refanalysis.coordination.headline import headline_table
from refanalysis.coordination.notation import EDGE_TYPES, STRENGTHS
from refanalysis.coordination.rules import FIRED
from refanalysis.coordination.sentences import labels, said
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

ADDED, KEPT, REMOVED, CHANGED = "added", "kept", "removed", "changed"
PHASES = ("preparedness", "emergency", "resilience", "return")
_OBLIGING = ("shall", "should", "where_possible")
_NOT = ("false", "unknown")
# name of a step, the dimension it turns on, the levels it starts from, and those it sets
_STEPS: tuple[tuple[str, str, tuple[str, ...], Mapping[str, object]], ...] = (
    ("A Humanitarian Coordinator is appointed", "hc", _NOT, {"hc": True, "hct": True}),
    ("The Humanitarian Coordinator leaves", "hc", ("true",), {"hc": False, "hct": False}),
    ("Displaced citizens need help too", "idp", _NOT, {"idp": True, "overlap": "separate"}),
    ("Displaced citizens and refugees live side by side", "overlap", ("separate",), {"overlap": "same"}),
    ("Migrants move with the refugees", "migrant", _NOT, {"migrant": True, "iom": "co_lead"}),
    ("Clusters are activated", "clusters", _NOT, {"clusters": True}),
    ("The Government begins to support", "gov_will", ("none",), {"gov_will": "support"}),
    ("The Government begins to co-lead", "gov_will", ("none", "support"), {"gov_will": "co_lead"}),
    ("The Government moves from co-lead to lead", "gov_will", ("co_lead",), {"gov_will": "lead"}),
    ("The Government steps back from lead to co-lead", "gov_will", ("lead",), {"gov_will": "co_lead"}),
    ("Other countries receive refugees too", "regional", _NOT, {"regional": True}),
    ("The Government issues a plan of its own", "gov_plan", _NOT, {"gov_plan": True}),
)
_OF_PHASE: Mapping[str, Mapping[str, object]] = {
    "preparedness": {"phase": "preparedness", "influx": "anticipated"},
    "emergency": {"phase": "emergency", "influx": "ongoing"},
    "resilience": {"phase": "resilience", "influx": "ended", "duration": "protracted"},
    "return": {"phase": "solutions", "influx": "ended", "return_cond": "improving"},
}


class Part(NamedTuple):
    """What makes an element of an arrangement the same in two of them: kind, words, and its ends."""

    kind: str
    element: str
    source: str
    edge_type: str
    target: str


class Ground(NamedTuple):
    """What an element rests on: force of its strongest rule, and its rules."""

    strength: str
    rules: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """Arrangements side by side, each against the first.

    Attributes
    ----------
    arrangements
        Arrangements by name of their context, in the order given.
    changes
        Table `arrangement_changes`: for each later context every element of it and of the first, with what became of it.
    headline
        Table `headline_changes`: answers of the headline before and after.
    counts
        Table `change_counts`: elements added, kept and removed by context and kind.
    """

    arrangements: Mapping[str, Arrangement]
    changes: pd.DataFrame
    headline: pd.DataFrame
    counts: pd.DataFrame

    @property
    def first(self) -> str:
        """Name of the context that the others are set against."""
        return next(iter(self.arrangements))

    @property
    def later(self) -> list[str]:
        """Names of the other contexts."""
        return list(self.arrangements)[1:]


def compare(
    contexts: Mapping[str, Context | Arrangement] | Sequence[Context | Arrangement], guidance: Guidance | None = None
) -> Comparison:
    """What each context changes in the arrangement of the first.

    Parameters
    ----------
    contexts
        Two or more, by the name a reader will see; a sequence gets the names "context 1", "context 2" …

    Raises
    ------
    ValueError
        For fewer than two contexts.

    Notes
    -----
    Elements are compared by what they are, not by the rule behind them: a tie that another rule gives now is kept. What
    hangs on something unknown stands in no arrangement and so is neither added nor removed.

    Examples
    --------
    >>> from refanalysis import coordination
    >>> now = coordination.read({"phase": "emergency", "hc": False, "hct": False})
    >>> with_hc = coordination.replaced(now, hc=True)
    >>> found = coordination.compare({"now": now, "with an HC": with_hc})
    >>> flows = found.changes.query("kind == 'flow' and change == 'added'")
    >>> flows["element"].tolist()
    ['UNHCR informs the Humanitarian Coordinator']
    """
    named = dict(contexts) if isinstance(contexts, Mapping) else {f"context {i}": c for i, c in enumerate(contexts, 1)}
    if len(named) < 2:
        raise ValueError(f"found {len(named)} context(s); accepted: two or more, the first is what the others are set against")
    known = load(guidance)
    made = {name: one if isinstance(one, Arrangement) else derive(one, known) for name, one in named.items()}
    parts = {name: elements(arrangement) for name, arrangement in made.items()}
    changes = _changes(parts)
    return Comparison(arrangements=made, changes=changes, headline=_headline(made), counts=_counts(changes))


def elements(arrangement: Arrangement) -> dict[Part, Ground]:
    """Everything in an arrangement that can be there or not, with what it rests on."""
    label = labels(arrangement)
    found: dict[Part, Ground] = {}
    for part, strength, rules in (*_bodies(arrangement), *_ties(arrangement, label), *_rules(arrangement)):
        found.setdefault(part, Ground(strength or _strongest(rules, arrangement), rules))
    return found


def changed_network(comparison: Comparison, context: str = "") -> nx.DiGraph:
    """The arrangement of the first context and of another as one network, with what was added, kept and removed.

    Parameters
    ----------
    context
        Name of a later context; the last when left out.

    Returns
    -------
    networkx.DiGraph
        Nodes are bodies, fora, plans and functions, with label, kind and change (added, kept, removed). Edges have change:
        added, kept, removed, or changed where two bodies stay joined by a tie of another type ("co-leads" becomes
        "leads"); added, kept and removed are also lists of edge types, and rules names the rules of the change.

    Raises
    ------
    ValueError
        For a context that is not compared.
    """
    import networkx as nx

    context = context or comparison.later[-1]
    if context not in comparison.later:
        raise ValueError(f"context {context!r} is not compared; accepted: {', '.join(comparison.later)}")
    graph = nx.DiGraph(first=comparison.first, context=context)
    own = comparison.changes[(comparison.changes["context"] == context) & (comparison.changes["edge_type"] != "")]
    for (source, target), rows in own.groupby(["from_body", "to_body"], sort=True):
        lists = {name: list(rows.loc[rows["change"] == name, "edge_type"]) for name in (ADDED, KEPT, REMOVED)}
        moved = rows[rows["change"] != KEPT] if set(rows["change"]) != {KEPT} else rows
        graph.add_edge(source, target, change=_of_pair(lists), rules=";".join(dict.fromkeys(moved["rules"])), **lists)
    before, after = (comparison.arrangements[name] for name in (comparison.first, context))
    ends = [_ends(arrangement) for arrangement in (before, after)]
    kinds = {row.body: row.kind for arrangement in (before, after) for row in arrangement.bodies.itertuples(index=False)}
    label = {**labels(before), **labels(after)}
    for body in graph:
        change = KEPT if body in ends[0] and body in ends[1] else ADDED if body in ends[1] else REMOVED
        listed = after.guidance.bodies.get(body, {}).get("kind", "forum")
        graph.nodes[body].update(label=label[body], kind=kinds.get(body, listed), change=change)
    return graph


def steps(context: Context, guidance: Guidance | None = None) -> dict[str, Context]:
    """What may happen next to a context, by name: each a context that is legal and differs from it.

    A Humanitarian Coordinator is appointed, displaced citizens need help too, the Government takes or gives up the lead, and
    so on; then the phases after the present one. Only the dimensions of the step change.
    """
    found = {name: levels for name, dimension, before, levels in _STEPS if context[dimension] in before}
    at = {"preparedness": 0, "emergency": 1, "resilience": 2, "solutions": 3}.get(str(context["phase"]), -1)
    found |= {f"Phase: {phase}": _OF_PHASE[phase] for phase in PHASES[at + 1 :]}
    known = load(guidance)
    made = {name: _moved(context, levels, known) for name, levels in found.items()}
    return {name: one for name, one in made.items() if one is not None and one.levels != context.levels}


def chosen_steps(context: Context, names: str, guidance: Guidance | None = None, usual: int = 2) -> dict[str, Context]:
    """The steps called `names`, separated by ';', by name; the first `usual` ones where none is named.

    Raises
    ------
    ValueError
        For a name that is neither a step of this context nor one of the phases it may be in.

    Examples
    --------
    >>> from refanalysis import coordination
    >>> context = coordination.read({"phase": "emergency", "hc": False, "gov_will": "co_lead"})
    >>> list(coordination.chosen_steps(context, "The Government moves from co-lead to lead; Phase: resilience"))
    ['The Government moves from co-lead to lead', 'Phase: resilience']
    """
    each = {f"Phase: {phase}": one for phase, one in phases(context, guidance).items() if one.levels != context.levels}
    known = steps(context, guidance) | each
    wanted = [name.strip() for name in names.split(";") if name.strip()] or list(known)[:usual]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"steps: {'; '.join(unknown)} cannot follow here; accepted: {'; '.join(known)}")
    return {name: known[name] for name in wanted}


def phases(context: Context, guidance: Guidance | None = None) -> dict[str, Context]:
    """The context in each phase in turn: preparedness, emergency, resilience, return; illegal ones are left out."""
    known = load(guidance)
    made = {phase: _moved(context, _OF_PHASE[phase], known) for phase in PHASES}
    return {phase: one for phase, one in made.items() if one is not None}


def _moved(context: Context, levels: Mapping[str, object], guidance: Guidance) -> Context | None:
    """The context with some levels changed, or None where that is illegal."""
    try:
        return replaced(context, guidance, **levels)
    except DataError:
        return None


# --- elements of an arrangement


def _bodies(arrangement: Arrangement) -> Iterator[tuple[Part, str, str]]:
    created = {*arrangement.fora["forum"], *arrangement.roles["role"]}
    for row in arrangement.bodies.itertuples(index=False):
        if row.body not in created:
            yield Part("body", row.label, "", "", row.body), "", row.rules
    for row in arrangement.fora.itertuples(index=False):
        yield Part("forum", f"{row.label}, {row.level}", "", "", row.forum), row.strength, row.rules
    for row in arrangement.roles.itertuples(index=False):
        yield Part("role", row.label, "", "", row.role), row.strength, row.rules
    for row in arrangement.sectors.itertuples(index=False):
        if row.status == "active":
            yield Part("sector", row.label, "", "", row.forum), "", row.rules
            lead = f"{row.label}: {arrangement.guidance.label(row.lead)}"
            yield Part("sector lead", lead, row.lead, "", row.forum), "", row.rules
    for row in arrangement.instruments.itertuples(index=False):
        yield Part("plan", row.label, "", "", row.instrument), row.strength, row.rules


def _ties(arrangement: Arrangement, label: Mapping[str, str]) -> Iterator[tuple[Part, str, str]]:
    for row in arrangement.edges.itertuples(index=False):
        kind = "flow" if row.edge_type == "INFORMS" else "lead" if _leads(row) else "tie"
        between = EDGE_TYPES[row.edge_type][2]
        yield (
            Part(kind, said(label[row.from_body], between, label[row.to_body]), row.from_body, row.edge_type, row.to_body),
            row.strength,
            row.rules,
        )
        if row.mutual:
            words = said(label[row.to_body], between, label[row.from_body])
            yield Part(kind, words, row.to_body, row.edge_type, row.from_body), row.strength, row.rules


def _leads(row: NamedTuple) -> bool:
    return row.edge_type in ("LEADS", "CO_LEADS", "CO_CHAIRS", "ACCOUNTABLE_FOR")


def _rules(arrangement: Arrangement) -> Iterator[tuple[Part, str, str]]:
    for row in arrangement.tasks.itertuples(index=False):
        words = f"{row.task[0].upper()}{row.task[1:]} ({row.actor})"
        yield Part("task", words, row.actor, "", ""), row.strength, row.rule
    for row in arrangement.principles.itertuples(index=False):
        yield Part("principle", row.principle, "", "", ""), row.strength, row.rule
    for rule, (status, _) in arrangement.verdicts.items():
        row = arrangement.guidance.rules[rule]
        if status == FIRED and row["strength"] in _OBLIGING:
            yield Part("obligation", f"{rule}: {row['paraphrase']}", "", "", ""), row["strength"], rule


def _strongest(rules: str, arrangement: Arrangement) -> str:
    found = [arrangement.guidance.rules[rule]["strength"] for rule in rules.split(";") if rule]
    return min(found, key=STRENGTHS.index, default="none")


# --- tables


def _changes(parts: Mapping[str, Mapping[Part, Ground]]) -> pd.DataFrame:
    import pandas as pd

    first, *later = parts
    rows = []
    for context in later:
        before, after = parts[first], parts[context]
        for part in dict.fromkeys([*before, *after]):
            change = KEPT if part in before and part in after else ADDED if part in after else REMOVED
            ground = after.get(part) or before[part]
            where = ";".join(name for name, own in parts.items() if part in own)
            rows.append((context, *part, change, *ground, where))
    frame = pd.DataFrame(rows, columns=["context", "kind", "element", "from_body", "edge_type", "to_body", "change",
                                        "strength", "rules", "contexts"])  # fmt: skip
    order = {kind: place for place, kind in enumerate(schema.coordination.KINDS)}
    names = {name: place for place, name in enumerate(later)}
    frame = frame.drop_duplicates(["context", "kind", "element"]).assign(
        at=lambda f: f["context"].map(names), kinds=lambda f: f["kind"].map(order)
    )
    frame = frame.sort_values(["at", "kinds", "change", "element"], ignore_index=True).drop(columns=["at", "kinds"])
    return schema.check(frame, "arrangement_changes")


def _headline(made: Mapping[str, Arrangement]) -> pd.DataFrame:
    import pandas as pd

    tables = {name: headline_table(arrangement).set_index("field") for name, arrangement in made.items()}
    first, *later = tables.values()
    rows = []
    for name, table in zip(list(tables)[1:], later, strict=True):
        for field, row in table.iterrows():
            before = first.loc[field, "value"]
            rows.append((name, field, before, row["value"], before != row["value"], row["rules"] or first.loc[field, "rules"]))
    return schema.check(
        pd.DataFrame(rows, columns=schema.TABLES["headline_changes"].names).astype({"changed": "bool"}), "headline_changes"
    )


def _counts(changes: pd.DataFrame) -> pd.DataFrame:
    wide = changes.assign(n=1).pivot_table(index=["context", "kind"], columns="change", values="n", aggfunc="sum", fill_value=0,
                                           sort=False)  # fmt: skip
    wide = wide.reindex(columns=[ADDED, KEPT, REMOVED], fill_value=0).astype("int64").reset_index()
    wide.columns.name = None
    return schema.check(wide.assign(kept_share=wide[KEPT] / wide[[ADDED, KEPT, REMOVED]].sum(axis=1)), "change_counts")


# --- network


def _of_pair(lists: Mapping[str, list[str]]) -> str:
    if lists[KEPT]:
        return KEPT if not lists[ADDED] and not lists[REMOVED] else CHANGED
    if lists[ADDED] and lists[REMOVED]:
        return CHANGED
    return ADDED if lists[ADDED] else REMOVED


def _ends(arrangement: Arrangement) -> set[str]:
    edges = arrangement.edges
    return {*edges["from_body"], *edges["to_body"], *arrangement.fora["forum"], *arrangement.instruments["instrument"]}
