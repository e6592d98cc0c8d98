"""Figures of coordination: the arrangement in tiers, and how many rules bind in which area."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.coordination.sentences import labels
from refanalysis.figures import boxes, style
from refanalysis.figures.boxes import Band, Box

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from refanalysis.coordination import Arrangement

LEAD_COLOURS = {"GOVERNMENT": "#1b3a5c", "UNHCR": "#0072b2", "UNHCR_REP": "#0072b2"}
OTHER = "#8c6d46"
INTER_SECTOR = "INTER_SECTOR_WG"
_KEY = ((LEAD_COLOURS["GOVERNMENT"], "Government"), (LEAD_COLOURS["UNHCR"], "UNHCR"), (OTHER, "another body"))
_STRENGTHS = {"shall": "#1b3a5c", "should": "#0072b2", "where_possible": "#56b4e9", "may": "#a9c6de", "statement": "#bdbdbd"}
_RESPONSE = ("REFUGEE_RESPONSE", "REFUGEE_PROTECTION", "REFUGEE_RESPONSE_COORDINATION", "COMPREHENSIVE_RESPONSE_STRATEGY",
             "JOINT_PLATFORM", "REFUGEE_COMPONENT", "RESILIENCE_COMPONENT")  # fmt: skip
_LEADING = {"LEADS": "leads", "CO_LEADS": "co-leads", "CO_CHAIRS": "co-chairs", "ACCOUNTABLE_FOR": "answers for"}
_BETWEEN = {
    "INFORMS": "informed by UNHCR",
    "COORDINATES_WITH": "coordination with UNHCR",
    "FUNDED_BY": "money for UNHCR",
    "ENGAGES": "brought in by UNHCR",
    "ACCOUNTABLE_TO": "UNHCR answers to it",
}
_PARTNERS = ("RC", "UNCT", "HC", "HCT", "OCHA", "DONORS", "DEVELOPMENT_ACTORS", "PRIVATE_SECTOR")


@style.styled
def arrangement(derived: Arrangement) -> Figure:
    """Return who leads what in tiers: who answers for the response, the fora, the sectors with their leads, plans and links.

    Parameters
    ----------
    derived
        From ``refanalysis.coordination.derive``; its tables edges, fora, sectors, roles and instruments are drawn. What hangs
        on something unknown has a dashed frame.
    """
    leaders = _leaders(derived)
    bands = (
        Band(name="Who answers", boxes=leaders, columns=max(2, min(3, len(leaders)))),
        *_bands_of_fora(derived, [box.title for box in leaders]),
        Band(name="Sectors", boxes=_sectors(derived), note=_working_groups(derived), up=derived.guidance.label(INTER_SECTOR)),
        Band(name="Plans and appeals", boxes=_plans(derived)),
        Band(name="UNHCR and its partners", boxes=_partners(derived)),
    )
    is_open = any(not box.colour for band in bands for box in band.boxes)
    return boxes.drawn(bands, [*_KEY, (boxes.ARROW, "reports to"), *([("", "hangs on something unknown")] if is_open else [])])


@style.styled
def obligations(counts: pd.DataFrame, most: int = 16) -> Figure:
    """Return, for each area, how many rules apply, split by their force, and how many hang on something unknown.

    Parameters
    ----------
    counts
        From ``refanalysis.coordination.obligations``: area, strength, fired, undecided.
    most
        Areas shown, those with most rules that apply first; the others are counted below the axis.
    """
    if counts.empty:
        return style.nothing("No rule applies.")
    wide = counts.pivot_table(index="area", columns="strength", values="fired", aggfunc="sum", fill_value=0)
    wide = wide[[strength for strength in _STRENGTHS if strength in wide]]
    wide["open"] = counts.groupby("area")["undecided"].sum()
    fired = wide.drop(columns="open").sum(axis=1)
    order = fired.sort_values(ascending=False, kind="stable").index
    wide, rest = wide.loc[order[:most]], fired[order[most:]]
    fig = style.figure(0.95 + 0.28 * len(wide))
    axes = fig.subplots()
    style.sideways(axes, [words.capital(str(area)) for area in wide.index])
    places, left = range(len(wide) - 1, -1, -1), wide.iloc[:, 0] * 0
    for strength in [name for name in wide if wide[name].any()]:
        label = "not decided yet" if strength == "open" else words.label(str(strength))
        look = {"color": _STRENGTHS[str(strength)]} if strength != "open" else style.HATCHED
        axes.barh(places, wide[strength], 0.72, left=left, label=label, **look)
        left = left + wide[strength]
    for place, (_, row), end in zip(places, wide.iterrows(), left, strict=True):
        still = f" and {int(row['open'])} open" if row["open"] else ""
        style.beside(axes, f"{int(end - row['open'])}{still}", (end, place))
    axes.set_xlim(0, float(left.max()) * 1.1)
    others = f"; {int(rest.sum())} more in {words.count(len(rest), 'other area')}" if len(rest) else ""
    axes.set_xlabel(f"rules that apply to this situation{others}")
    style.key(fig, columns=6)
    return fig


def _colour(body: str) -> str:
    return LEAD_COLOURS.get(body, OTHER)


def _names(bodies: Iterable[str], derived: Arrangement) -> str:
    """Bodies as a title names them."""
    return words.listed([derived.guidance.label(body) for body in bodies if body], most=8)


def _within(bodies: Iterable[str], derived: Arrangement) -> str:
    """Bodies as they stand within a sentence."""
    label = labels(derived)
    return words.listed([label.get(body) or derived.guidance.label(body) for body in bodies if body], most=8)


def _leaders(derived: Arrangement) -> list[Box]:
    """Bodies that lead or answer for the response, Government and UNHCR first, with what is still open of their part."""
    edges = derived.edges
    found = edges[edges["edge_type"].isin(_LEADING) & edges["to_body"].isin(_RESPONSE)]
    order = dict.fromkeys([*[b for b in ("GOVERNMENT", "UNHCR") if b in set(found["from_body"])], *found["from_body"]])
    return [
        Box(title=derived.guidance.label(body), text=_part(body, found, derived), colour=_colour(body), full=True)
        for body in order
    ]


def _part(body: str, found: pd.DataFrame, derived: Arrangement) -> str:
    own = found[found["from_body"] == body]
    own = own.assign(order=[_RESPONSE.index(target) for target in own["to_body"]]).sort_values("order")
    said = [f"{_LEADING[row.edge_type]} {_the(row.to_body, derived)}" for row in own.itertuples()]
    maybe = {
        each.target
        for each in derived.possible
        if each.source == body and each.verb in _LEADING and each.target in set(_RESPONSE) - set(own["to_body"])
    }
    still = [_the(target, derived) for target in _RESPONSE if target in maybe]
    return words.capital("; ".join([*said, *([f"open: its part in {words.listed(still)}"] if still else [])]))


def _the(body: str, derived: Arrangement) -> str:
    label = derived.guidance.label(body)
    return f"the {label[0].lower()}{label[1:]}"


def _bands_of_fora(derived: Arrangement, leaders: Sequence[str]) -> list[Band]:
    """Fora that are no sector's: those of the whole response with posts beside them, then those that report to them."""
    fora = derived.fora[derived.fora["sector"] == ""]
    parents = fora.drop_duplicates("forum").set_index("forum")["parent"].to_dict()
    depth = {forum: _depth(forum, parents) for forum in sorted(parents)}
    top = [forum for forum, deep in depth.items() if deep == 1]
    below = [forum for forum, deep in depth.items() if deep > 1]
    made = {forum: _forum(forum, fora[fora["forum"] == forum], derived) for forum in depth}
    first = [replace(made[forum], up=_leading(fora, forum, derived, leaders)) for forum in top]
    titles = {forum: box.title for forum, box in made.items()}
    second = [replace(made[forum], up=(titles.get(parents[forum], ""),)) for forum in below]
    beside = [*first, *_posts(derived)]
    return [
        Band(name="Where it is coordinated", boxes=beside, columns=max(2, min(4, len(beside)))),
        Band(name="", boxes=(others := [*second, *_open_fora(derived)]), columns=max(2, len(others))),
    ]


def _leading(fora: pd.DataFrame, forum: str, derived: Arrangement, leaders: Sequence[str]) -> tuple[str, ...]:
    """Titles of those who answer for the response and chair a forum or share its chair."""
    row = fora[fora["forum"] == forum].iloc[0]
    chairs = [derived.guidance.label(body) for body in (row["chair"], *row["co_chair"].split(";")) if body]
    return tuple(title for title in leaders if title in chairs)


def _posts(derived: Arrangement) -> list[Box]:
    return [
        Box(
            title=row.label,
            text=f"appointed by {_within(row.appointed_by.split(';'), derived)}",
            colour=_colour(row.appointed_by.split(";")[0]),
        )
        for row in derived.roles.itertuples()
    ]


def _open_fora(derived: Arrangement) -> list[Box]:
    known = {*derived.fora["forum"], *derived.sectors["forum"]}
    maybe = sorted({each.target for each in derived.possible if each.kind == "forum"} - known)
    return [Box(title="Open: whether these exist", text=_names(maybe, derived))] if maybe else []


def _depth(forum: str, parents: dict[str, str]) -> int:
    seen: list[str] = []
    while forum in parents and forum not in seen:
        seen.append(forum)
        forum = parents[forum]
    return len(seen)


def _forum(forum: str, levels: pd.DataFrame, derived: Arrangement) -> Box:
    first = levels.iloc[0]
    chair = f"Chair: {derived.guidance.label(first['chair'])}" if first["chair"] else "Chair: open"
    shared = f", with {_within(first['co_chair'].split(';'), derived)}" if first["co_chair"] else ""
    colour = _colour(first["chair"]) if first["chair"] else ""
    return Box(
        title=first["label"], text=f"{chair}{shared}. {words.capital(words.listed(list(levels['level'])))}.", colour=colour
    )


def _sectors(derived: Arrangement) -> list[Box]:
    """Sectors with their accountable lead and those who share the lead; undecided ones together in one box."""
    active = derived.sectors[derived.sectors["status"] == "active"]
    found = [
        Box(title=row.label.split(" (")[0], text=_sector_lead(row.lead, row.co_lead, derived), colour=_colour(row.lead))
        for row in active.itertuples()
    ]
    undecided = derived.sectors.loc[derived.sectors["status"] != "active", "label"]
    names = words.listed([name.split(" (")[0] for name in undecided], most=len(undecided))
    return [*found, *([Box(title="Open: whether these exist", text=names, span=3)] if len(undecided) else [])]


def _sector_lead(lead: str, shared: str, derived: Arrangement) -> str:
    others = f", with {_within(shared.split(';'), derived)}" if shared else ""
    return f"{derived.guidance.label(lead)}{others}"


def _working_groups(derived: Arrangement) -> str:
    """What holds for every sector's forum."""
    own = derived.fora[derived.fora["sector"] != ""]
    levels = list(dict.fromkeys(own["level"]))
    each = f"each with a working group, {words.listed(levels)}; " if levels else ""
    return f"{each}accountable lead first" if len(derived.sectors) else ""


def _plans(derived: Arrangement) -> list[Box]:
    """Plans by who leads them, those without a named lead last; then what is open."""
    found = []
    for lead, own in sorted(
        derived.instruments.groupby("lead"), key=lambda group: (group[0] == "", group[0] != "UNHCR", group[0])
    ):
        title = f"Led by {_within(sorted(lead.split(';'), reverse=True), derived)}" if lead else "Lead not named"
        colour = _colour(lead.split(";")[-1]) if lead else boxes.EDGE
        found.append(Box(title=title, text=words.listed(sorted(own["label"]), most=len(own)), colour=colour))
    maybe = sorted(
        {each.target for each in derived.possible if each.kind == "instrument"} - set(derived.instruments["instrument"])
    )
    names = words.listed([derived.guidance.label(plan) for plan in maybe], most=len(maybe))
    return [*found, *([Box(title="Open: whether these apply", text=names, span=3)] if maybe else [])]


def _partners(derived: Arrangement) -> list[Box]:
    """What joins UNHCR with partners outside the response's own fora; partners with the same ties share a box."""
    edges = derived.edges
    own = edges[(edges["from_body"] == "UNHCR") & edges["edge_type"].isin(_BETWEEN)]
    said: dict[str, list[str]] = {}
    for body in _PARTNERS:
        ties = own[own["to_body"] == body]
        if len(ties):
            said.setdefault(_ties(ties), []).append(body)
    return [Box(title=_names(bodies, derived), text=ties, colour=boxes.EDGE) for ties, bodies in said.items()]


def _ties(own: pd.DataFrame) -> str:
    kinds = [kind for kind in _BETWEEN if kind in set(own["edge_type"]) and kind != "ACCOUNTABLE_TO"]
    limits = own.loc[own["edge_type"] == "ACCOUNTABLE_TO", "scope"]
    said = [f"{_BETWEEN['ACCOUNTABLE_TO']} for {scope}" for scope in limits if scope]
    return words.capital("; ".join([*(_BETWEEN[kind] for kind in kinds), *said]))
