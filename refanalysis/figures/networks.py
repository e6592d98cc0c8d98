"""Figures of the stakeholder network: actors in tiers with their ties, and who brokers between whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import labels, stakeholders, style
from refanalysis.figures.stakeholders import DASHES, FAMILIES, FAMILY_COLOURS, SURE, TIER_COLOURS, TIERS, family
from refanalysis.figures.tiers import merged, placed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["FAMILIES", "FAMILY_COLOURS", "TIER_COLOURS", "brokerage", "family", "network"]

MOST_MARKS, FEWER_MARKS = 60, 40  # actors that have a mark of their own, and marks where there are more
_ROLES = {
    "coordinator": "#00735c",
    "representative": "#0072b2",
    "gatekeeper": "#56b4e9",
    "itinerant": "#e69f00",
    "liaison": "#d55e00",
}


@style.styled
def network(actors: pd.DataFrame, ties: pd.DataFrame, focus: str = "") -> Figure:
    """Return the actors in tiers by kind, joined by their ties, coloured by what the tie is about.

    Beyond sixty actors those with few ties share a mark with others of their kind, which says how many it stands for; the map
    and the matrix show each of them.

    Parameters
    ----------
    actors
        Table ``actors``: kind sets tier, colour and shape; acronym, else name, is the label.
    ties
        Table ``ties``: relation sets the colour; a tie with certainty under three quarters is dashed.
    focus
        Actor whose ties stand out; the others fade. Empty: all alike.

    Raises
    ------
    ValueError
        When `focus` is not an actor.
    """
    if actors.empty:
        return style.nothing("No stakeholders are recorded yet.")
    if focus and focus not in set(actors["actor"]):
        raise ValueError(f"unknown actor {focus!r}; known: {', '.join(sorted(actors['actor']))}")
    many = len(actors)
    actors, ties = merged(actors, ties, MOST_MARKS, FEWER_MARKS, focus)
    places = placed(actors, ties)
    rows = int(places["row"].max()) + 1
    fig = style.figure(1.2 + 0.92 * rows)
    axes = fig.subplots()
    axes.set_axis_off()
    axes.set_xlim(-0.17, 1.03)
    axes.set_ylim(-(rows - 1) - 0.62, 0.45)
    near = _near(focus, ties)
    _draw_ties(axes, places, ties, focus)
    _draw_actors(axes, places, ties, near)
    _name_tiers(axes, places)
    _network_legend(fig, places, ties)
    if len(actors) < many:
        told = f"{many} actors in {len(actors)} marks: one with a number stands for as many actors of a kind."
        axes.text(-0.165, -(rows - 1) - 0.6, told, fontsize=7.5, color=style.MUTED, va="bottom", clip_on=False)
    return fig


@style.styled
def brokerage(roles: pd.DataFrame, names: pd.Series, most: int = 12) -> Figure:
    """Return, for the actors that broker most, how often they stand between two others, by role.

    Parameters
    ----------
    roles
        Columns actor, role, value: counts of Gould and Fernandez' five roles.
    names
        Label by actor; an actor without one is called by its short name.
    most
        Actors shown.
    """
    table = roles.pivot_table(index="actor", columns="role", values="value", aggfunc="sum", fill_value=0.0)
    table = table[[role for role in _ROLES if role in table]]
    total = table.sum(axis=1)
    table = table.loc[total[total > 0].sort_values(ascending=False, kind="stable").index[:most]]
    if table.empty:
        return style.nothing("No actor stands between two others in the ties recorded so far.")
    fig = style.figure(1.2 + 0.34 * len(table))
    axes = fig.subplots()
    style.sideways(axes, [labels.lines(str(names.get(actor, actor)), 34) for actor in table.index])
    places, left = range(len(table) - 1, -1, -1), table.iloc[:, 0] * 0.0
    for role in table:
        label = str(role) if table[role].any() else "_"  # matplotlib leaves labels with an underscore out of the key
        axes.barh(places, table[role], 0.7, left=left, color=_ROLES[str(role)], label=label)
        left = left + table[role]
    for place, value in zip(places, left, strict=True):
        style.beside(axes, words.number(value, 0), (value, place))
    axes.set_xlabel("pairs that the actor joins and nobody else does directly")
    style.key(fig)
    return fig


def _near(focus: str, ties: pd.DataFrame) -> set[str]:
    if not focus:
        return set()
    touching = ties[(ties["from_actor"] == focus) | (ties["to_actor"] == focus)]
    return {focus, *touching["from_actor"], *touching["to_actor"]}


def _draw_ties(axes: Axes, places: pd.DataFrame, ties: pd.DataFrame, focus: str) -> None:
    from matplotlib.patches import FancyArrowPatch

    at = places.set_index("actor")
    before = ties.groupby(["from_actor", "to_actor"]).cumcount()
    full = min(0.75, max(0.3, 150 / max(len(ties), 1)))
    for tie, same in zip(ties.itertuples(), before, strict=True):
        if tie.from_actor == tie.to_actor or not {tie.from_actor, tie.to_actor} <= set(at.index):
            continue
        start, end = at.loc[tie.from_actor, ["x", "y"]], at.loc[tie.to_actor, ["x", "y"]]
        strong = not focus or focus in (tie.from_actor, tie.to_actor)
        axes.add_patch(
            FancyArrowPatch(
                tuple(start),
                tuple(end),
                arrowstyle="-|>",
                mutation_scale=7,
                shrinkA=7,
                shrinkB=8,
                clip_on=False,
                connectionstyle=f"arc3,rad={_bend(start, end) * (1 + same)}",
                color=FAMILY_COLOURS[family(tie.relation)],
                zorder=1,
                linewidth=1.4 if strong and focus else 0.9,
                alpha=full if strong else 0.08,
                linestyle=DASHES if tie.certainty < SURE else "-",
            )
        )


def _bend(start: pd.Series, end: pd.Series) -> float:
    """Curve of the first tie from an actor to another: more within a row, so that it passes over the actors between."""
    if start["y"] != end["y"]:
        return 0.06
    return -0.32 if start["x"] < end["x"] else 0.32


def _draw_actors(axes: Axes, places: pd.DataFrame, ties: pd.DataFrame, near: set[str]) -> None:
    from matplotlib import patheffects

    degree = ties["from_actor"].value_counts().add(ties["to_actor"].value_counts(), fill_value=0)
    halo = [patheffects.withStroke(linewidth=2.4, foreground="white")]
    for row in places.itertuples():
        clear = not near or row.actor in near
        axes.scatter(
            [row.x],
            [row.y],
            s=60 + 9 * min(float(degree.get(row.actor, 0)), 20),
            marker=row.shape,
            zorder=3,
            color=TIER_COLOURS[row.tier],
            edgecolor="white",
            linewidth=0.9,
            alpha=1 if clear else 0.25,
            clip_on=False,
        )
        label = labels.lines(row.label, max(8, int(row.room * 108)))  # as wide as the room between neighbours
        axes.annotate(
            label,
            (row.x, row.y),
            xytext=(0, -9.5),
            textcoords="offset points",
            ha="center",
            va="top",
            zorder=4,
            fontsize=7.6,
            linespacing=0.95,
            path_effects=halo,
            alpha=1 if clear else 0.3,
            annotation_clip=False,
        )


def _name_tiers(axes: Axes, places: pd.DataFrame) -> None:
    for tier, group in places.groupby("tier", sort=False):
        words_ = TIERS[str(tier)][0].replace(" and ", "\nand ")
        axes.annotate(
            words_,
            (-0.165, group["y"].mean()),
            ha="left",
            va="center",
            fontsize=8.2,
            fontweight="bold",
            color=TIER_COLOURS[str(tier)],
            annotation_clip=False,
        )
        if group["row"].min() > 0:
            axes.axhline(float(group["y"].max()) + 0.41, color=style.GRID, linewidth=0.8, zorder=0)


def _network_legend(fig: Figure, places: pd.DataFrame, ties: pd.DataFrame) -> None:
    lines = stakeholders.family_handles(ties)
    if lines:
        fig.legend(handles=lines, loc="outside upper left", ncols=5, columnspacing=1.5, handlelength=1.8)
    marks = stakeholders.kind_handles(places["kind"])
    fig.legend(handles=marks, loc="outside lower left", ncols=5, columnspacing=1.2, handletextpad=0.3)
