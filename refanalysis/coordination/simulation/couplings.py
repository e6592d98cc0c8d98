"""What the network of an arrangement gives the simulation: coordinated share, latency of information, overhead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from refanalysis.coordination.elements import LEADING, RESPONSE, SHARING
from refanalysis.coordination.simulation.network import network

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.coordination.arrangement import Arrangement
    from refanalysis.coordination.simulation.parameters import Inputs

GOVERNMENT = ("GOVERNMENT", "LINE_MINISTRY", "NATIONAL_INSTITUTIONS")
OTHER_STRUCTURES = ("INTER_CLUSTER_GROUP", "EXISTING_CLUSTERS", "EXISTING_MECHANISM", "HCT", "OTHER_MECHANISMS")
DECIDES = ("INTER_SECTOR_WG", "NATIONAL_COORDINATION_FORUM", "JOINT_PLATFORM")
_TAKING_PART = (*LEADING, *SHARING, "MEMBER_OF", "PARTICIPATES_IN")
_JOINING = ("INTERFACES_WITH", "COORDINATES_WITH", "MEMBER_OF", "SUPPORTS")
_WORKING_WEEK = 40.0  # hours
_FIELD = "in the field"


class Coupling(NamedTuple):
    """What one arrangement gives: coordinated share and latency [week], shape (sectors, n); overhead and hours, shape (n,).

    `overhead` is a share of working time, `hours` are staff hours in meetings a week.
    """

    coordinated: np.ndarray
    latency: np.ndarray
    overhead: np.ndarray
    hours: np.ndarray


def coupling(
    arrangement: Arrangement, inputs: Inputs, sectors: tuple[str, ...], areas: int, observed: pd.DataFrame | None = None
) -> Coupling:
    """Coordinated share, latency and overhead of an arrangement, or of the network observed in its place.

    Parameters
    ----------
    areas
        Number of areas with groups of their own.
    observed
        Edges that were observed, with columns from_body, edge_type and to_body, as in `arrangement.edges`; None for the derived
        ones. Fora that no observed edge names count as not at work.
    """
    held = network(arrangement, observed)
    edges, fora = held.edges, held.fora
    joined, groups = 1.0 - _apart(arrangement, edges, inputs), _taking_part(edges)
    share = np.stack([_told(sector, arrangement, groups, inputs) * joined for sector in sectors])
    known = latencies(fora, edges, inputs)
    late = np.stack([known.get(arrangement.guidance.forum(sector), inputs("latency_without_path")) for sector in sectors])
    hours = meeting_hours(fora, edges, inputs, areas)
    staff = inputs("plan_partners") * inputs("staff_per_partner")
    overhead = np.minimum(hours / (staff * _WORKING_WEEK), 0.99)
    direct = {name: inputs.direct(name) for name in ("coordinated_share", "information_latency", "overhead")}
    return Coupling(
        _whole(direct["coordinated_share"], share),
        _whole(direct["information_latency"], late),
        _whole(direct["overhead"], overhead),
        hours,
    )


def coordinated_share(sector: str, arrangement: Arrangement, edges: pd.DataFrame, inputs: Inputs) -> np.ndarray:
    """Share of a sector's deliveries made with knowledge of the others [share], shape (n,); 0 without a led group.

    Notes
    -----
    Sum over groups of organisations in the sector group of capacity x reporting, over the capacity of all. What serves the same
    people under a second structure that no tie joins counts as not reported.
    """
    return _told(sector, arrangement, _taking_part(edges), inputs) * (1.0 - _apart(arrangement, edges, inputs))


def _told(sector: str, arrangement: Arrangement, groups: Mapping[str, list[tuple[str, str]]], inputs: Inputs) -> np.ndarray:
    """Share of a sector's capacity that is in its group and reports to it, shape (n,)."""
    taking = groups.get(arrangement.guidance.forum(sector), [])
    leading = {body for body, edge_type in taking if edge_type in (*LEADING, *SHARING)}
    if sector not in arrangement.sector_leads or not leading:
        return np.zeros(inputs.n)
    weights = {name: inputs(f"capacity_{name}") for name in ("of_leads", "of_partners", "of_government", "outside")}
    told = weights["of_partners"] * inputs("reporting_of_partners")
    if leading - set(GOVERNMENT):
        told = told + weights["of_leads"] * inputs("reporting_of_leads")
    if {body for body, _ in taking} & set(GOVERNMENT):
        told = told + weights["of_government"] * inputs("reporting_of_government")
    return told / sum(weights.values())


def _taking_part(edges: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """(body, edge type) of each body that takes part in a forum, by forum."""
    found: dict[str, list[tuple[str, str]]] = {}
    for body, edge_type, forum in zip(edges["from_body"], edges["edge_type"], edges["to_body"], strict=True):
        if edge_type in _TAKING_PART:
            found.setdefault(forum, []).append((body, edge_type))
    return found


def _apart(arrangement: Arrangement, edges: pd.DataFrame, inputs: Inputs) -> np.ndarray | float:
    """Share of deliveries under a second structure that no tie joins."""
    return inputs("parallel_share") if _parallel(arrangement, edges) else 0.0


def share_reported(capacity: np.ndarray, member: np.ndarray, reported: np.ndarray) -> float:
    """Coordinated share of a sector whose organisations are known one by one [share].

    Parameters
    ----------
    capacity
        What each organisation delivers, in any one unit.
    member
        Whether it takes part in the sector group.
    reported
        Share of its deliveries it tells the group in time.

    Examples
    --------
    >>> share_reported([60, 30, 10], [True, True, False], [1.0, 0.5, 1.0])
    0.75
    """
    held = np.asarray(capacity, dtype=float)
    told = held * np.asarray(member, dtype=float) * np.asarray(reported, dtype=float)
    return float(told.sum() / held.sum()) if held.sum() > 0 else 0.0


def latencies(fora: pd.DataFrame, edges: pd.DataFrame, inputs: Inputs) -> dict[str, np.ndarray]:
    """Time from a fact in the field to the place of decision, by sector forum [week], shape (n,) each; only where a path leads.

    Notes
    -----
    Shortest path over memberships and information flows, from the sub-national group by way of the national one. A step into
    a body takes half its meeting period, on average, and the lag of information.
    """
    steps = _steps(fora, edges, inputs)
    goal = next((forum for forum in DECIDES if forum in set(fora["forum"])), None)
    if goal is None:
        return {}
    away: dict[str, np.ndarray] = {goal: np.zeros(inputs.n)}
    moved = True
    while moved:
        moved = False
        for (source, target), length in steps.items():
            if target in away:
                found = away[target] + length
                if source not in away or (found < away[source]).any():
                    away[source] = np.minimum(away.get(source, found), found)
                    moved = True
    first = inputs("meeting_period_subnational") / 2 + inputs("information_lag")
    below = _subnational(fora)
    return {forum: first + away[below[forum]] for forum in below if below[forum] in away}


def meeting_hours(fora: pd.DataFrame, edges: pd.DataFrame, inputs: Inputs, areas: int) -> np.ndarray:
    """Staff hours spent in meetings of the arrangement's fora [hour/week], shape (n,)."""
    groups = max(1, fora.loc[fora["sector"] != "", "forum"].nunique())
    guests = inputs("plan_partners") * inputs("sectors_per_partner") / groups
    total = np.zeros(inputs.n)
    named = edges[edges["edge_type"].isin(_TAKING_PART)].groupby("to_body")["from_body"].nunique().to_dict()
    for forum in fora.itertuples(index=False):
        members = named.get(forum.forum, 0) + (guests if forum.sector else 0.0)
        often = (areas if forum.level == "sub-national" else 1) / _period(forum.forum, forum.level, forum.sector, inputs)
        total = total + members * often * inputs("meeting_hours")
    return total


def national_ceiling(arrangement: Arrangement, inputs: Inputs) -> np.ndarray:
    """Share of delivery that national systems take over in the end [share], shape (n,); 0 before the resilience phase."""
    context = arrangement.context
    if context["phase"] not in ("resilience", "solutions"):
        return np.zeros(inputs.n)
    able = context["gov_cap"] if context["gov_cap"] in ("low", "medium", "high") else "low"
    backed = context["dev"] if context["dev"] in ("none", "emerging", "strong") else "none"
    factor = 1.0 if backed == "strong" else inputs(f"development_factor_{backed}")
    return inputs(f"national_share_{able}") * factor


def leaving(arrangement: Arrangement, inputs: Inputs) -> np.ndarray:
    """Share of refugees who leave the response a week by return, resettlement or integration, shape (n,); solutions phase only.

    Nobody returns while conditions are not conducive or not known.
    """
    context = arrangement.context
    if context["phase"] != "solutions":
        return np.zeros(inputs.n)
    gate = {"conducive": 1.0, "improving": inputs("return_factor_improving")}.get(context["return_cond"], 0.0)
    return np.minimum(inputs("voluntary_return_rate") * gate + inputs("other_solutions_rate"), 1.0)


def _parallel(arrangement: Arrangement, edges: pd.DataFrame) -> bool:
    """Whether a second structure serves the same people and no tie joins the two."""
    if arrangement.context["overlap"] != "same" or arrangement.context["clusters"] != "true":
        return False
    ties = edges[edges["edge_type"].isin(_JOINING)]
    ends = [set(pair) for pair in zip(ties["from_body"], ties["to_body"], strict=True)]
    return not any(pair & set(OTHER_STRUCTURES) and pair & {*DECIDES, RESPONSE} for pair in ends)


def _steps(fora: pd.DataFrame, edges: pd.DataFrame, inputs: Inputs) -> dict[tuple[str, str], np.ndarray]:
    """Length of each step information can take [week], by pair of bodies."""
    sectors = dict(zip(fora["forum"], fora["sector"], strict=True))
    national = set(fora.loc[fora["level"] != "sub-national", "forum"])
    steps = {}
    for edge in edges[edges["edge_type"].isin(("MEMBER_OF", "INFORMS"))].itertuples(index=False):
        steps[edge.from_body, edge.to_body] = _length(edge.to_body, sectors, inputs)
    for forum, below in _subnational(fora).items():
        if below != forum and forum in national:
            steps[below, forum] = _length(forum, sectors, inputs)
    return steps


def _length(body: str, sectors: Mapping[str, str], inputs: Inputs) -> np.ndarray:
    period = _period(body, "national", sectors[body], inputs) if body in sectors else inputs("report_period")
    return period / 2 + inputs("information_lag")


def reading_period(body: str, arrangement: Arrangement, sectors: Mapping[str, str], inputs: Inputs) -> np.ndarray:
    """Time between two occasions on which a body takes in news [week], shape (n,): its meetings, or the reports it is given."""
    if body in sectors:
        return _period(body, "national", sectors[body], inputs)
    meets = arrangement.guidance.bodies.get(body, {}).get("kind") == "forum"
    return inputs("meeting_period_forum" if meets else "report_period")


def _subnational(fora: pd.DataFrame) -> dict[str, str]:
    return {forum: f"{forum}, {_FIELD}" for forum in fora.loc[fora["level"] == "sub-national", "forum"]}


def _period(forum: str, level: str, sector: str, inputs: Inputs) -> np.ndarray:
    if level == "sub-national":
        return inputs("meeting_period_subnational")
    if sector:
        return inputs("meeting_period_sector")
    return inputs("meeting_period_intersector" if forum == "INTER_SECTOR_WG" else "meeting_period_forum")


def _whole(direct: np.ndarray | None, found: np.ndarray) -> np.ndarray:
    return found if direct is None else np.broadcast_to(direct, found.shape)
