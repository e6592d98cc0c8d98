"""Whom to talk to: the grid of power and interest, and the ways of influence as a ladder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from refanalysis import words
from refanalysis.figures import canvas, labels, stakeholders, style
from refanalysis.figures.canvas import EDGE
from refanalysis.prose.engagement import mandate

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LEVELS = ("low", "medium", "high", words.UNKNOWN)
_ADVICE = {
    ("high", "high"): "work with closely",
    ("high", "low"): "keep satisfied",
    ("low", "high"): "keep informed, give a voice",
    ("low", "low"): "watch",
}
_BY = {
    "funds": "money", "implements_for": "partnership", "coordinates": "coordination", "leads": "leadership",
    "reports_to": "reporting", "informs": "information", "licenses": "licence", "contracts": "contract",
    "provides_service": "service", "advocates_to": "advocacy", "member_of": "membership",
}  # fmt: skip  # in nouns: influence may run against the direction of the tie
_TYPE, _LINE = 7.2, 10.4  # size of names, and from line to line [point]
_SIDE = 52.0  # names of the rows [point]
_LINES = (10, 14)  # most lines of names in a cell of known and of unknown power and interest
_SHORTEST = 46.0  # a row of the grid [point]
_MARK = 9.0  # room for the mark before a name [point]
_MORE = (("▲", "more power by ties"), ("▼", "less"), ("▶", "more interest"), ("◀", "less"))
_GOAL, _RUNG = 104.0, 22.0  # width of the goals, height of a way [point]


class _Entry(NamedTuple):
    """A name in a cell of the grid."""

    label: str
    kind: str
    bold: bool


@style.styled
def power_interest(standing: pd.DataFrame, names: Mapping[str, str], *, measured: bool = False) -> Figure:
    """Return the actors by power and interest, those not known in strips of their own.

    Parameters
    ----------
    standing
        Table ``standing``: actor, kind, power, interest, their measured counterparts, salience.
    names
        Label by actor; an actor without one is called by its short name.
    measured
        Whether to place actors by what their ties suggest instead of what is stated.
    """
    if standing.empty:
        return style.nothing("No stakeholders are recorded yet.")
    end = "_measured" if measured else ""
    ranked = standing.assign(score=standing["power_score"] + standing["interest_score"]).sort_values(
        ["score", "actor"], ascending=[False, True], kind="stable"
    )
    _, probe = canvas.canvas(1.0)
    width = (style.WIDTH * canvas.POINTS - 2 * EDGE - _SIDE) / len(_LEVELS)
    filled = {}
    for (power, interest), rows in ranked.groupby([f"power{end}", f"interest{end}"]):
        told = [_entry(row, names, measured=measured) for row in rows.itertuples()]
        most = _LINES[words.UNKNOWN in (power, interest)]
        filled[str(power), str(interest)] = _flowed(probe, told, width - 12, most)
    return _grid(filled, standing, width, measured=measured)


def _entry(row: object, names: Mapping[str, str], *, measured: bool) -> _Entry:
    label = _cut(str(names.get(row.actor, row.actor)), 20)
    signs = "" if measured else _signs(row)
    salience = row.salience_measured if measured else row.salience
    return _Entry(f"{label} {signs}".strip(), row.kind, salience == "definitive")


def _cut(name: str, letters: int) -> str:
    """The name, or as many of its letters as there is room for."""
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"


def _signs(row: object) -> str:
    """Where ties suggest more or less than what is stated."""
    found = ""
    for stated, tied, (more, less) in (
        (row.power, row.power_measured, "▲▼"),
        (row.interest, row.interest_measured, "▶◀"),
    ):
        if stated != words.UNKNOWN and stated != tied:
            found += more if _LEVELS.index(tied) > _LEVELS.index(stated) else less
    return found


def _flowed(probe: Axes, entries: list[_Entry], width: float, most: int) -> list[list[tuple[float, _Entry]]]:
    """Lines of entries with their places across, as many as fit; what does not is counted at the end."""
    sizes = [
        canvas.measured(probe, [each.label], _TYPE, fontweight="bold" if each.bold else "normal")[0, 0] for each in entries
    ]
    lines: list[list[tuple[float, _Entry]]] = []
    across = width + 1
    for number, (entry, size) in enumerate(zip(entries, sizes, strict=True)):
        if across + _MARK + size > width:
            if len(lines) == most:
                lines.append([(0.0, _Entry(f"and {len(entries) - number} more", "", False))])
                break
            lines.append([])
            across = 0.0
        lines[-1].append((across, entry))
        across += _MARK + size + 7
    return lines


def _grid(
    filled: dict[tuple[str, str], list[list[tuple[float, _Entry]]]], standing: pd.DataFrame, width: float, *, measured: bool
) -> Figure:
    rows = ("high", "medium", "low", words.UNKNOWN)
    deep = {
        power: max(_SHORTEST, 18 + _LINE * max(len(filled.get((power, interest), [])) for interest in _LEVELS))
        for power in rows
    }
    foot = 34 + 12.5 * -(-standing["kind"].nunique() // 5)
    fig, axes = canvas.canvas((sum(deep.values()) + foot + 40) / canvas.POINTS)
    top = canvas.size(axes)[1] - 30
    basis = "by ties" if measured else "as stated"
    axes.text(EDGE + _SIDE, top + 15, f"interest, {basis} →", fontsize=8, color=style.MUTED, va="bottom")
    axes.text(EDGE, top + 15, "power ↑", fontsize=8, color=style.MUTED, va="bottom")
    for at, interest in enumerate(_LEVELS):
        told = "not known" if interest == words.UNKNOWN else interest
        axes.text(EDGE + _SIDE + (at + 0.5) * width, top + 4, told, ha="center", va="bottom", fontsize=8.5, fontweight="bold")
    for power in rows:
        told = "not\nknown" if power == words.UNKNOWN else power
        axes.text(EDGE + _SIDE - 6, top - deep[power] / 2, told, ha="right", va="center", fontsize=8.5, fontweight="bold")
        for at, interest in enumerate(_LEVELS):
            place = (EDGE + _SIDE + at * width, top - deep[power], width, deep[power])
            _compartment(axes, place, filled.get((power, interest), []), (power, interest))
        top -= deep[power]
    _grid_notes(fig, axes, standing, top, measured=measured)
    return fig


def _compartment(
    axes: Axes, place: tuple[float, float, float, float], lines: list[list[tuple[float, _Entry]]], levels: tuple[str, str]
) -> None:
    from matplotlib.patches import Rectangle

    left, bottom, width, height = place
    unknown = words.UNKNOWN in levels
    looks = (
        {**style.HATCHED, "edgecolor": "#e6eaee"}
        if unknown
        else {"facecolor": "#fafbfc" if levels != ("high", "high") else "#eaf2f8"}
    )
    axes.add_patch(Rectangle((left, bottom), width, height, zorder=0, **{**looks, "linewidth": 0}))
    axes.add_patch(Rectangle((left, bottom), width, height, zorder=1, facecolor="none", edgecolor="#c3c9cf", linewidth=0.7))
    if levels in _ADVICE:
        axes.text(
            left + width - 4,
            bottom + 3,
            _ADVICE[levels],
            ha="right",
            va="bottom",
            fontsize=6.8,
            color=style.MUTED,
            style="italic",
        )
    for number, line in enumerate(lines):
        y = bottom + height - 10 - number * _LINE
        for across, entry in line:
            x = left + 6 + across
            if entry.kind:
                shape, colour = stakeholders.shape(entry.kind), stakeholders.colour(entry.kind)
                axes.scatter(
                    x + 2.5, y, s=stakeholders.area(entry.kind, 2.5), marker=shape, color=colour, linewidth=0, zorder=3
                )
                x += _MARK
            looks = {"fontweight": "bold" if entry.bold else "normal", "color": style.INK if entry.kind else style.MUTED}
            canvas.write(axes, entry.label, (x, y), _TYPE, ha="left", va="center_baseline", **looks)


def _grid_notes(fig: Figure, axes: Axes, standing: pd.DataFrame, bottom: float, *, measured: bool) -> None:
    told = "Bold: definitive stakeholders, with power, a rightful say and urgency."
    if not measured:
        told += "\nWhere ties suggest otherwise: " + ", ".join(f"{sign} {meaning}" for sign, meaning in _MORE) + "."
    axes.text(EDGE, bottom - 6, told, va="top", fontsize=7.5, color=style.MUTED, linespacing=1.25)
    canvas.key(fig, stakeholders.kind_handles(standing["kind"], 6), bottom=EDGE, columns=6, fontsize=7.5)


@style.styled
def influence_paths(paths: pd.DataFrame, names: Mapping[str, str], kinds: Mapping[str, str], most: int = 22) -> Figure:
    """Return, for each goal and what it depends on, the way of influence to who holds it, step by step to the right.

    Parameters
    ----------
    paths
        Table ``influence_paths``: label, mandate, holder, basis, state, route, relations, certainty.
    names
        Label by actor; an actor without one is called by its short name.
    kinds
        Kind by actor, for colour and shape.
    most
        Ways drawn; the others are counted. Of holders guessed from their kind only the nearest for each goal is drawn.
    """
    if paths.empty:
        return style.nothing("No goal is recorded, so there is no way of influence to draw.")
    guessed = (paths["basis"] == "usual kind") & paths.assign(steps=paths["steps"].astype("float").fillna(np.inf)).groupby(
        ["goal", "mandate"], sort=False
    )["steps"].rank(method="first").gt(1)
    shown = paths[~guessed].head(most)
    used = {kinds[actor] for route in shown["route"] for actor in route.split(";") if actor in kinds}
    goals = shown["label"].ne(shown["label"].shift()).sum()
    foot = 20 + 12.5 * -(-len(used) // 5)
    fig, axes = canvas.canvas((len(shown) * _RUNG + goals * 17 + foot + 12) / canvas.POINTS)
    wide, tall = canvas.size(axes)
    longest = max((len(route.split(";")) for route in shown["route"]), default=1)
    step = min((wide - 2 * EDGE - _GOAL) / max(longest, 2), 148.0)
    y, before = tall - 6, None
    for row in shown.itertuples():
        if row.label != before:
            axes.text(EDGE, y - 4, labels.lines(row.label, 90, 1), va="top", fontsize=8.5, fontweight="bold")
            y, before = y - 17, row.label
        _rung(axes, row, y - _RUNG / 2, step, names, kinds)
        y -= _RUNG
    told = "The certainty of a whole way is written after it; dashed: the holder is guessed from its kind."
    if len(paths) > len(shown):
        told += f" Not shown: {words.count(len(paths) - len(shown), 'more way')}."
    axes.text(EDGE, y - 6, told, va="top", fontsize=7.5, color=style.MUTED)
    canvas.key(fig, stakeholders.kind_handles(used, 6), bottom=EDGE, columns=6, fontsize=7.5)
    return fig


def _held(name: str) -> str:
    """What a goal depends on, as the first words of a line."""
    return words.capital(mandate(name).removeprefix("the "))


def _rung(axes: Axes, row: object, y: float, step: float, names: Mapping[str, str], kinds: Mapping[str, str]) -> None:
    """One way: what the goal depends on, then actor after actor."""
    axes.text(EDGE + 6, y, labels.lines(_held(row.mandate), 23, 2), va="center_baseline", fontsize=7.5)
    if not row.route:
        told = f"{names.get(row.holder, row.name) or 'nobody on record'}: {row.state}"
        axes.text(EDGE + _GOAL, y, told, va="center_baseline", fontsize=7.5, color=stakeholders.TIER_COLOURS["communities"])
        return
    route, relations = row.route.split(";"), [each for each in row.relations.split(";") if each]
    width = step - 48
    for at, actor in enumerate(route):
        left = EDGE + _GOAL + at * step
        guessed = row.basis == "usual kind" and at == len(route) - 1
        _chip(axes, (left, y, width), str(names.get(actor, actor)), kinds.get(actor, words.UNKNOWN), guessed=guessed)
        if at < len(relations):
            start, end = left + width + 2, left + step - 2
            axes.annotate("", (end, y), (start, y), arrowprops={"arrowstyle": "-|>", "color": style.MUTED, "linewidth": 0.9,
                          "mutation_scale": 7, "shrinkA": 0, "shrinkB": 0})  # fmt: skip
            relation = _BY.get(relations[at], words.label(relations[at]))
            axes.text((start + end) / 2, y + 3, relation, ha="center", va="bottom", fontsize=6.5, color=style.MUTED)
    if len(relations) and not np.isnan(row.certainty):
        axes.text(EDGE + _GOAL + (len(route) - 1) * step + width + 4, y, words.share(row.certainty), va="center_baseline",
                  fontsize=7, color=style.MUTED)  # fmt: skip


def _chip(axes: Axes, place: tuple[float, float, float], name: str, kind: str, *, guessed: bool) -> None:
    from matplotlib.patches import FancyBboxPatch

    left, y, width = place
    colour = stakeholders.colour(kind)
    looks = {"facecolor": "white", "edgecolor": colour, "linewidth": 1.0, "linestyle": (0, (3, 2)) if guessed else "-"}
    axes.add_patch(FancyBboxPatch((left + 2, y - 8), width - 4, 16, boxstyle="round,pad=1.5", **looks))
    axes.scatter(
        left + 8, y, s=stakeholders.area(kind, 2.6), marker=stakeholders.shape(kind), color=colour, linewidth=0, zorder=3
    )
    told = labels.lines(name, max(6, int((width - 20) / 4.4)), 2)
    axes.text(left + 14, y, told, va="center", fontsize=6.8, linespacing=0.92)
