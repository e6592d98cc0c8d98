"""The arrangement as a stakeholder network: actors and ties in the form of an operation's files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from refanalysis import schema
from refanalysis.coordination.arrangement import Arrangement
from refanalysis.coordination.notation import EDGE_TYPES, STRENGTHS
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

EXTRA = ("edge_type", "strength", "rules")


def ties(arrangement: Arrangement) -> pd.DataFrame:
    """Ties between bodies: the columns of table `ties`, then edge_type, strength and rules.

    The 27 edge types become the relations of the table by `notation.EDGE_TYPES`; several edge types with the same relation
    between the same two bodies make one row. A mutual edge makes a row each way. Edges from or to plans and functions are
    left out: they are in `arrangement.edges`. Certainty is 1: the rules say that the tie is to exist, not that it does.
    """
    import pandas as pd

    edges = arrangement.edges
    acting = set(arrangement.bodies["body"])
    edges = edges[edges["from_body"].isin(acting) & edges["to_body"].isin(acting)]
    rows = [row for edge in edges.itertuples(index=False) for row in _directed(edge)]
    columns = ["from_actor", "to_actor", "relation", *EXTRA]
    merged = (
        pd.DataFrame(rows, columns=columns)
        .groupby(columns[:3], as_index=False, sort=True)
        .agg({"edge_type": _joined, "strength": _strongest, "rules": _joined})
    )
    sources = {rule: row["source"] for rule, row in arrangement.guidance.rules.items()}
    merged["source"] = [_joined(sources[rule] for rule in rules.split(";")) for rules in merged["rules"]]
    merged = merged.assign(weight=float("nan"), certainty=1.0, from_date=pd.NaT, to_date=pd.NaT, quality="published")
    merged["note"] = "derived by the rules " + merged["rules"]
    checked = schema.check(merged[schema.TABLES["ties"].names], "ties")
    return pd.concat([checked, merged[list(EXTRA)].astype("str")], axis=1)


def actors(arrangement: Arrangement) -> pd.DataFrame:
    """Table `actors` with a row for each body that `ties` names.

    Power, interest and position are unknown: rules do not tell them.

    Raises
    ------
    DataError
        Naming bodies that a rule names and bodies.csv does not describe.
    """
    import pandas as pd

    rows, missing = [], []
    for body in arrangement.bodies.itertuples(index=False):
        described = arrangement.guidance.bodies.get(body.body)
        if described is None and body.kind == "unlisted":
            missing.append(f"rules {body.rules}: {body.body} is not in bodies.csv; accepted: a row for it there")
            continue
        kind, scope = (described["actor_kind"], described["scope"]) if described else ("forum", "national")
        rows.append((body.body.lower(), body.label, kind, scope, _sources(arrangement, body.rules)))
    if missing:
        raise DataError(missing)
    frame = pd.DataFrame(rows, columns=["actor", "name", "kind", "scope", "source"])
    frame = frame.assign(acronym="", power="unknown", interest="unknown", position="unknown", quality="published")
    return schema.check(frame.assign(note="derived by the rules of coordination"), "actors")


def _directed(edge: NamedTuple) -> list[tuple[str, ...]]:
    relation, reverse, _ = EDGE_TYPES[edge.edge_type]
    ends = (edge.from_body.lower(), edge.to_body.lower())
    rest = (relation, edge.edge_type, edge.strength, edge.rules)
    first = (*(ends[::-1] if reverse else ends), *rest)
    return [first, (first[1], first[0], *rest)] if edge.mutual else [first]


def _sources(arrangement: Arrangement, rules: str) -> str:
    return _joined(arrangement.guidance.rules[rule]["source"] for rule in rules.split(";"))


def _joined(cells: Iterable[str]) -> str:
    return ";".join(sorted({part for cell in cells for part in cell.split(";")}))


def _strongest(cells: Iterable[str]) -> str:
    return min(cells, key=STRENGTHS.index)
