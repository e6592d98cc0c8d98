"""Figures of who does what where: coverage of sectors and areas, overlaps, organisations by sector."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from refanalysis import words
from refanalysis.figures import canvas, labels, stakeholders, style
from refanalysis.figures.canvas import EDGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_AREAS, MOST_ORGANISATIONS = 40, 45
_ROW = 13.0  # height of a row [point]
_WIDEST = 76.0  # a column [point]
_LEVEL = 54.0  # column from which its name is written level [point]
_NARROWEST = 11.0
_TYPE = 7.2
_LETTERS = 30
_NOTE = 115  # letters of a line below the matrix
_ACRONYMS = {"wash": "WASH", "cccm": "CCCM", "gbv": "GBV", "etc": "ETC", "nfi": "NFI"}
_STEPS = ((1, "1"), (2, "2"), (4, "3 to 4"), (9, "5 to 9"), (10**9, "10 or more"))
_SHADES = ("#f3dcb0", "#cfe0ec", "#9dc1da", "#5b91b8", "#1b4f7a")  # one organisation alone is a warning, not a shade of blue
_GAP, _NO_NEED = "#b5311c", "#f1f3f5"
_BAR = 96.0  # room for people in need beside the rows [point]


class _Sheet(NamedTuple):
    """A canvas with named rows and columns."""

    axes: Axes
    left: float
    top: float
    column: float


@style.styled
def coverage_matrix(cells: pd.DataFrame, most: int = MOST_AREAS) -> Figure:
    """Return the organisations at work in each area (row) and sector (column), gaps marked, people in need beside.

    Parameters
    ----------
    cells
        Table ``coverage_cells``: sector, area, area_name, organisations, people_in_need, population, state.
    most
        Areas drawn, those with most people in need first; the others are counted below.
    """
    if cells.empty:
        return style.nothing("No record says who works in which sector and area.")
    areas = _areas(cells)
    shown, rest = areas.head(most), areas.iloc[most:]
    here = cells[cells["state"] != "no need"]
    sectors = list(here.groupby("sector")["organisations"].sum().sort_index().sort_values(ascending=False, kind="stable").index)
    sectors += sorted(set(cells["sector"]) - set(sectors))
    names = [labels.lines(str(each), _LETTERS, 1) for each in shown["area_name"]]
    told = f"areas with anyone, of {len(areas)}"
    notes = _notes(cells, rest)
    sheet = _sheet(names, [_plain(each) for each in sectors], 22 + 10 * len(notes), _BAR, told)
    at = {area: number for number, area in enumerate(shown["area"])}
    for cell in cells[cells["area"].isin(at)].itertuples():
        _cell(sheet, at[cell.area], sectors.index(cell.sector), int(cell.organisations), str(cell.state))
    _people(sheet, shown, len(sectors))
    bottom = sheet.top - len(shown) * _ROW
    _covered(sheet, cells, sectors, bottom, told)
    _states_key(sheet)
    sheet.axes.text(EDGE, bottom - 20, "\n".join(notes), va="top", fontsize=7.5, color=style.MUTED)
    return sheet.axes.get_figure()


@style.styled
def overlaps(overlaps: pd.DataFrame, most: int = 20) -> Figure:
    """Return where several organisations share a sector, area and period, most of them first, and where even the activity.

    Parameters
    ----------
    overlaps
        Table ``overlaps``: basis, sector, area, area_name, organisations, names.
    most
        Places drawn; the others are counted.
    """
    if overlaps.empty:
        return style.nothing("No sector and area has more than one organisation at work at the same time.")
    ranked = overlaps.sort_values("organisations", ascending=False, kind="stable")
    place = ["sector", "area"]
    both = ranked.pivot_table(index=place, columns="basis", values="organisations", aggfunc="max", fill_value=0)
    both = both.reindex(columns=["sector and area", "activity"], fill_value=0)
    both["sector and area"] = both.max(axis=1)
    told = ranked.drop_duplicates(place).set_index(place)
    order = both.sort_values(["sector and area", "activity"], ascending=False, kind="stable").index
    shown = order[:most]
    fig = style.figure(1.35 + 0.33 * len(shown))
    axes = fig.subplots()
    areas = [labels.lines(_area_name(told.loc[place], place[1]), 40, 1) for place in shown]
    sectors = [labels.lines(_plain(sector), 40, 1) for sector, _ in shown]
    style.sideways(axes, [f"{area}\n{sector}" for area, sector in zip(areas, sectors, strict=True)])
    axes.tick_params(axis="y", labelsize=7.5)
    rows = range(len(shown) - 1, -1, -1)
    wide, narrow = both.loc[shown, "sector and area"], both.loc[shown, "activity"]
    axes.barh(rows, wide, 0.72, color="#cfe0ec", label="same sector, area and period")
    axes.barh(rows, narrow, 0.34, color="#b5541c", label="and the same activity: may be doubled")
    for row, key, value in zip(rows, shown, wide, strict=True):
        style.beside(axes, labels.lines(str(told.loc[key, "names"]).replace(";", ", "), 46, 1), (value, row), fontsize=7)
    axes.set_xlim(0, 2.1 * max(wide))
    axes.set_xticks([tick for tick in axes.get_xticks() if tick == round(tick) and tick <= max(wide)])
    more = len(order) - len(shown)
    axes.set_xlabel(
        "organisations" + (f"; {words.count(more, 'place')} with as many or fewer not shown" if more else ""), loc="left"
    )
    style.key(fig)
    return fig


@style.styled
def affiliation_matrix(present: pd.DataFrame, most: int = MOST_ORGANISATIONS) -> Figure:
    """Return in which sectors each organisation works, and in how many areas of each: the area of a dot.

    Parameters
    ----------
    present
        Table ``present``: organisation, kind, sector, area.
    most
        Organisations drawn, those at work in most sectors and areas first; the others are counted below.
    """
    known = present[present["sector"] != ""]
    if known.empty:
        return style.nothing("No record says which organisation works in which sector.")
    counted = (
        known.assign(placed=known["area"].where(known["area"] != "")).groupby(["organisation", "sector"])["placed"].nunique()
    )
    table = counted.rename("areas").reset_index()
    load = table.assign(cells=table["areas"].clip(lower=1)).groupby("organisation")["cells"].sum()
    order = list(load.sort_index().sort_values(ascending=False, kind="stable").index)
    shown = order[:most]
    wide = table[table["organisation"].isin(shown)]
    sectors = list(wide.groupby("sector").size().sort_index().sort_values(ascending=False, kind="stable").index)
    names = [labels.lines(str(each), _LETTERS, 1) for each in shown]
    kinds = known[known["organisation"].isin(shown)]["kind"]
    foot = 20 + 12.5 * -(-kinds.nunique() // 5)
    sheet = _sheet(names, [_plain(each) for each in sectors], foot, 46.0, "", marks=True)
    _dots(sheet, wide, shown, sectors, int(table["areas"].max()))
    _organisations(sheet, known, load, shown, len(sectors))
    more = len(order) - len(shown)
    told = "Area of a dot: areas in the sector; ring: the file does not give the area."
    told += f" {words.count(more, 'organisation')} with as many or fewer are not shown." if more else ""
    sheet.axes.text(EDGE, sheet.top - len(shown) * _ROW - 5, told, va="top", fontsize=7.5, color=style.MUTED)
    fig = sheet.axes.get_figure()
    canvas.key(fig, stakeholders.kind_handles(kinds, 6), bottom=EDGE, columns=6, fontsize=7.5)
    return fig


def _plain(sector: str) -> str:
    """A sector as a reader expects it: a code in words, a name as the file has it."""
    if not ("_" in sector or sector.islower()):
        return sector
    return " ".join(_ACRONYMS.get(each.lower(), each) for each in words.capital(words.label(sector)).split())


def _area_name(row: pd.Series, area: str) -> str:
    return area if words.missing(row["area_name"]) else str(row["area_name"])


def _areas(cells: pd.DataFrame) -> pd.DataFrame:
    """Areas with people in need (the sector with most of them) or, where none is known, population; most people first."""
    grouped = cells.groupby("area", sort=True)
    people = grouped["people_in_need"].max()
    source = "people in need"
    if people.isna().all() and "population" in cells:
        people, source = grouped["population"].max(), "people who live there"
    empty = (cells["state"] == "gap").groupby(cells["area"]).sum()
    frame = grouped["area_name"].first().to_frame().assign(people=people, empty=empty, source=source).reset_index()
    frame["area_name"] = [
        area if words.missing(name) else name for area, name in zip(frame["area"], frame["area_name"], strict=True)
    ]
    return frame.sort_values(["people", "empty", "area_name"], ascending=[False, False, True], kind="stable", ignore_index=True)


def _sheet(
    rows: Sequence[str], columns: Sequence[str], foot: float, beside: float, told: str, *, marks: bool = False
) -> _Sheet:
    """A canvas with names of rows at the left and of columns above; `told` is what stands at the left below the rows."""
    _, probe = canvas.canvas(1.0)
    room = float(canvas.measured(probe, [*rows, told], _TYPE)[:, 0].max()) + (18 if marks else 8)
    free = style.WIDTH * canvas.POINTS - 2 * EDGE - room - beside
    column = float(np.clip(free / len(columns), _NARROWEST, _WIDEST))
    level = column >= _LEVEL
    heads = [labels.lines(name, 14 if level else _LETTERS, 3 if level else 1) for name in columns]
    head = float(canvas.measured(probe, heads, _TYPE, linespacing=1.0)[:, 1 if level else 0].max()) + 8
    _, axes = canvas.canvas((26 + head + len(rows) * _ROW + foot) / canvas.POINTS)
    left, top = EDGE + room, canvas.size(axes)[1] - 22 - head
    for at, name in enumerate(rows):
        axes.text(left - (12 if marks else 5), top - (at + 0.5) * _ROW, name, ha="right", va="center_baseline", fontsize=_TYPE)
    for at, name in enumerate(heads):
        place = {"ha": "center", "va": "bottom", "rotation": 0 if level else 90, "linespacing": 1.0}
        axes.text(left + (at + 0.5) * column, top + 4, name, fontsize=_TYPE, **place)
    return _Sheet(axes, left, top, column)


def _shade(organisations: int) -> str:
    return next(shade for (most, _), shade in zip(_STEPS, _SHADES, strict=True) if organisations <= most)


def _cell(sheet: _Sheet, row: int, column: int, organisations: int, state: str) -> None:
    from matplotlib.patches import Rectangle

    x, y = sheet.left + column * sheet.column, sheet.top - (row + 1) * _ROW
    box = (x + 0.6, y + 0.6), sheet.column - 1.2, _ROW - 1.2
    middle = (x + sheet.column / 2, y + _ROW / 2)
    place = {"ha": "center", "va": "center_baseline", "fontsize": 7}
    if organisations:
        sheet.axes.add_patch(Rectangle(*box, facecolor=_shade(organisations), edgecolor="none"))
        ink = "white" if organisations > _STEPS[3][0] or _shade(organisations) == _SHADES[3] else style.INK
        sheet.axes.text(*middle, f"{organisations}", color=ink, fontweight="bold" if organisations == 1 else "normal", **place)
    elif state == "gap":
        sheet.axes.add_patch(Rectangle(*box, facecolor="white", edgecolor="#e3b4ab", linewidth=0.7))
        sheet.axes.text(*middle, "×", color=_GAP, fontweight="bold", **{**place, "fontsize": 8})
    else:
        sheet.axes.add_patch(Rectangle(*box, facecolor=_NO_NEED, edgecolor="none"))


def _people(sheet: _Sheet, areas: pd.DataFrame, columns: int) -> None:
    """Bars of people beside the rows."""
    from matplotlib.patches import Rectangle

    left = sheet.left + columns * sheet.column + 8
    most = areas["people"].max()
    sheet.axes.text(left, sheet.top + 4, str(areas["source"].iloc[0]), va="bottom", fontsize=_TYPE, color=style.MUTED)
    for row, people in enumerate(areas["people"]):
        y = sheet.top - (row + 0.5) * _ROW
        known = not words.missing(people)
        width = 0.5 * _BAR * people / most if known and most else 0.0
        sheet.axes.add_patch(Rectangle((left, y - 3.5), width, 7, facecolor="#7d8791", edgecolor="none"))
        told = words.number(people, 0) if known else "not known"
        sheet.axes.text(
            left + width + 3, y, told, va="center_baseline", fontsize=6.8, color=style.INK if known else style.MUTED
        )


def _covered(sheet: _Sheet, cells: pd.DataFrame, sectors: list[str], bottom: float, told: str) -> None:
    """Below each column: in how many of all areas anyone works."""
    some = (cells["organisations"] > 0).groupby(cells["sector"]).sum()
    right = sheet.left + len(sectors) * sheet.column
    sheet.axes.plot([sheet.left, right], [bottom - 2, bottom - 2], color="#9aa5b1", linewidth=0.7)
    place = {"ha": "right", "va": "center_baseline", "fontsize": _TYPE}
    sheet.axes.text(sheet.left - 5, bottom - 10, told, color=style.MUTED, **place)
    for at, sector in enumerate(sectors):
        x = sheet.left + (at + 0.5) * sheet.column
        sheet.axes.text(
            x, bottom - 10, f"{int(some[sector])}", ha="center", va="center_baseline", fontsize=7, color=style.MUTED
        )


def _states_key(sheet: _Sheet) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    fig = sheet.axes.get_figure()
    handles: list[object] = [
        Patch(facecolor=shade, label=f"{told} organisation" if told == "1" else told)
        for (_, told), shade in zip(_STEPS, _SHADES, strict=True)
    ]
    handles.append(Line2D([], [], marker="x", color=_GAP, linestyle="none", markersize=5, label="gap: nobody on record"))
    handles.append(Patch(facecolor=_NO_NEED, label="no need recorded"))
    looks = {"handlelength": 1.0, "handleheight": 1.0, "fontsize": 7.5, "columnspacing": 0.9}
    canvas.key(fig, handles, top=canvas.size(sheet.axes)[1] - EDGE, columns=7, **looks)


def _notes(cells: pd.DataFrame, rest: pd.DataFrame) -> list[str]:
    """What the matrix does not show."""
    told = []
    if len(rest):
        gaps = int(((cells["state"] == "gap") & cells["area"].isin(rest["area"])).sum())
        many = rest["people"].sum(min_count=1)
        people = "" if words.missing(many) else f" with {words.number(many, 0)} {rest['source'].iloc[0]}"
        told.append(f"Not shown: {words.count(len(rest), 'area')}{people}; {words.count(gaps, 'gap')} among them.")
    if "unplaced" in cells and cells["unplaced"].any():
        each = cells.groupby("sector")["unplaced"].max()
        named = words.listed([f"{_plain(sector)} {many}" for sector, many in each[each > 0].items()])
        told += wrap(f"Organisations at work somewhere, whose area the file does not give: {named}.", _NOTE)
    return told


def _dots(sheet: _Sheet, table: pd.DataFrame, shown: list[str], sectors: list[str], most: int) -> None:
    axes = sheet.axes
    for at in range(len(shown) + 1):
        y = sheet.top - at * _ROW
        axes.plot([sheet.left, sheet.left + len(sectors) * sheet.column], [y, y], color=style.GRID, linewidth=0.4, zorder=0)
    x = sheet.left + (table["sector"].map(sectors.index) + 0.5) * sheet.column
    y = sheet.top - (table["organisation"].map(shown.index) + 0.5) * _ROW
    area = 6 + 90 * table["areas"] / max(most, 1)
    none = table["areas"] == 0
    axes.scatter(x[~none], y[~none], s=area[~none], color="#1b4f7a", linewidth=0, zorder=2)
    axes.scatter(x[none], y[none], s=18, facecolor="white", edgecolor="#1b4f7a", linewidth=0.9, zorder=2)
    named = table[(table["areas"] >= 0.5 * most) & (table["areas"] >= 2)]
    for row in named.itertuples():
        place = (
            sheet.left + (sectors.index(row.sector) + 0.5) * sheet.column,
            sheet.top - (shown.index(row.organisation) + 0.5) * _ROW,
        )
        axes.text(*place, f"{row.areas}", color="white", ha="center", va="center_baseline", fontsize=6.5, zorder=3)


def _organisations(sheet: _Sheet, known: pd.DataFrame, load: pd.Series, shown: list[str], columns: int) -> None:
    """Mark of its kind before each organisation, and after its row the sectors and areas it works in."""
    kind = known.drop_duplicates("organisation").set_index("organisation")["kind"]
    right = sheet.left + columns * sheet.column
    sheet.axes.text(
        right + 6, sheet.top + 4, "sectors\nand areas", va="bottom", fontsize=_TYPE, color=style.MUTED, linespacing=1.0
    )
    for row, organisation in enumerate(shown):
        y, own = sheet.top - (row + 0.5) * _ROW, str(kind[organisation])
        looks = {"marker": stakeholders.shape(own), "color": stakeholders.colour(own), "s": stakeholders.area(own, 2.6)}
        sheet.axes.scatter(sheet.left - 6, y, linewidth=0, **looks)
        sheet.axes.text(right + 6, y, f"{int(load[organisation])}", va="center_baseline", fontsize=7)
