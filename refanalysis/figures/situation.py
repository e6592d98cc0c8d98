"""Figures of the situation: people by what is known of their service, and where the sites lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import labels, maps, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STATUS_LABELS = {
    "served": "mobile internet known",
    "partly_served": "some service known",
    "planned": "service planned",
    "not_served": "known to have none",
    "unknown": "nothing usable published",
}
_LARGEST_MARK = 13.0  # radius [point]
_SMALLEST_MARK = 2.2
_NAMED = 30


@style.styled
def people_by_status(people: pd.DataFrame) -> Figure:
    """Return a bar for each status: how many people live at sites of that status.

    Parameters
    ----------
    people
        Table ``people_by_status``: columns status, sites, people; groups are added up.
    """
    shown = people.groupby("status", sort=False)[["sites", "people"]].sum()
    total = float(shown["people"].sum())
    if not total:
        return style.nothing("No people at known sites.")
    fig = style.figure(0.5 + 0.42 * len(shown))
    axes = fig.subplots()
    style.sideways(axes, [STATUS_LABELS[status] for status in shown.index], scale=False)
    places = range(len(shown) - 1, -1, -1)
    axes.barh(places, shown["people"], 0.72, color=[style.STATUS_COLOURS[status] for status in shown.index])
    for place, row in zip(places, shown.itertuples(), strict=True):
        known = f"{words.number(row.people, 0)} people, {words.share(row.people / total)}; {words.count(row.sites, 'site')}"
        told, colour = (known, style.INK) if row.people else ("nobody", style.MUTED)
        style.beside(axes, told, (row.people, place), fontsize=9.5, color=colour)
    axes.set_xlim(0, float(shown["people"].max()) * 1.75)
    return fig


@style.styled
def site_map(sites: pd.DataFrame, statuses: pd.DataFrame) -> Figure:
    """Return the sites with a known point, sized by people and coloured by status, with a scale bar.

    Parameters
    ----------
    sites
        Table ``sites``: site_id, lat, lon [degree], coordinate_quality; sites without a point are counted, not drawn.
    statuses
        Table ``site_status``: site_id, site, population [person], status.

    Notes
    -----
    Where a third of the sites or more lie close together, a second map shows them larger. A kilometre is as long to the
    east as to the north.
    """
    known = statuses.merge(sites[["site_id", "lat", "lon"]], on="site_id").dropna(subset=["lat", "lon"])
    known = known.sort_values(["population", "site_id"], ascending=[False, True], kind="stable")
    if known.empty:
        return style.nothing("No site has a known point.")
    fig, parts = maps.drawn(known, lambda axes: _draw_sites(axes, known))
    fig.draw_without_rendering()
    for axes, part in parts:
        _name_sites(axes, part, known)
    _status_key(fig, known)
    hidden = statuses[~statuses["site_id"].isin(known["site_id"])]
    _note(fig, hidden, sites.loc[sites["site_id"].isin(known["site_id"]), "coordinate_quality"])
    return fig


def _radii(sites: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Radius of each mark [point]: its area is in proportion to the people."""
    return (_LARGEST_MARK * (sites["population"] / known["population"].max()) ** 0.5).clip(lower=_SMALLEST_MARK)


def _draw_sites(axes: Axes, known: pd.DataFrame) -> None:
    colours = [style.STATUS_COLOURS[status] for status in known["status"]]
    area = (2 * _radii(known, known)) ** 2
    axes.scatter(known["lon"], known["lat"], s=area, color=colours, alpha=0.8, edgecolor="white", linewidth=0.8, zorder=3)


def _name_sites(axes: Axes, part: pd.DataFrame, known: pd.DataFrame) -> None:
    """Names of the largest sites; a name that stands twice at one place is written once."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    shown = known[known["lon"].between(left, right) & known["lat"].between(bottom, top)]
    named = part.drop_duplicates("site").head(_NAMED)
    shown = shown.loc[[*named.index, *shown.index.difference(named.index)]]
    points = list(zip(shown["lon"], shown["lat"], strict=True))
    labels.beside_points(axes, points, list(named["site"]), list(_radii(shown, known)), size=7.8)


def _status_key(fig: Figure, known: pd.DataFrame) -> None:
    from matplotlib.lines import Line2D

    plain = {"marker": "o", "linestyle": "none"}
    marks = [
        Line2D([], [], markersize=7, color=style.STATUS_COLOURS[status], label=label, **plain)
        for status, label in STATUS_LABELS.items()
        if status in set(known["status"])
    ]
    people = maps.rounded(0.6 * float(known["population"].max()))
    size = 2 * _LARGEST_MARK * (people / float(known["population"].max())) ** 0.5
    told = f"{words.number(people, 0)} people"
    marks.append(Line2D([], [], markersize=size, markerfacecolor="none", markeredgecolor=style.MUTED, label=told, **plain))
    fig.legend(handles=marks, loc="outside upper left", ncols=3, columnspacing=1.3, handletextpad=0.5)


def _note(fig: Figure, hidden: pd.DataFrame, qualities: pd.Series) -> None:
    """What the map leaves out, and how many of its points are approximate."""
    told = []
    if len(hidden):
        people = words.number(float(hidden["population"].sum()), 0)
        told.append(f"not shown: {words.count(len(hidden), 'site')} with {people} people, whose point is not known")
    if rough := int((qualities == "approximate").sum()):
        told.append(f"{words.count(rough, 'point')} approximate")
    if told:
        fig.supxlabel(words.capital("; ".join(told)) + ".", x=0.01, ha="left", fontsize=8.5, color=style.MUTED)
