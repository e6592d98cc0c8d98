"""Figures of coordination: the arrangement in tiers, and how many rules bind in which area."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from refanalysis import coordination, words
from refanalysis.figures import style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from refanalysis.coordination import Arrangement

GOVERNMENT, UNHCR, OTHER, OPEN = "#1b3a5c", "#0072b2", "#5b6570", "#ffffff"
_FORUM, _BETWEEN_SECTORS = "NATIONAL_COORDINATION_FORUM", "INTER_SECTOR_WG"
_COLUMNS = 4
_ROW, _GAP = 0.82, 0.16  # height of a box and of the gap below it [inch]
_STRENGTHS = {"shall": "#1b3a5c", "should": "#0072b2", "where_possible": "#56b4e9", "may": "#a9c6de", "statement": "#bdbdbd"}


@style.styled
def arrangement(derived: Arrangement) -> Figure:
    """Return who leads what in tiers: Government and UNHCR, the fora, the sectors with their leads, and who is informed.

    Parameters
    ----------
    derived
        From ``refanalysis.coordination.derive``; its tables fora, sectors, flows and instruments are drawn. A sector whose
        existence hangs on something unknown has a dashed outline.
    """
    sectors = coordination.labelled(derived.sectors, derived)
    rows = 3 + -(-len(sectors) // _COLUMNS)
    fig = style.figure(rows * (_ROW + _GAP) + 0.85)
    axes = fig.subplots()
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(-rows * (_ROW + _GAP) - 0.35, 0.05)
    _top(axes, derived)
    _fora(axes, derived)
    _sectors(axes, sectors)
    _plans(axes, derived, -rows * (_ROW + _GAP))
    _legend(fig, sectors)
    for text in axes.texts:
        text.set_in_layout(False)
    return fig


@style.styled
def obligations(counts: pd.DataFrame, most: int = 16) -> Figure:
    """Return, for each area, how many rules apply, split by their force.

    Parameters
    ----------
    counts
        From ``refanalysis.coordination.obligations``: area, strength, fired, undecided.
    most
        Areas shown, those with most rules first.
    """
    wide = counts.pivot_table(index="area", columns="strength", values="fired", aggfunc="sum", fill_value=0)
    wide = wide[[strength for strength in _STRENGTHS if strength in wide]]
    wide = wide.loc[wide.sum(axis=1).sort_values(ascending=False, kind="stable").index[:most]].iloc[::-1]
    fig = style.figure(0.9 + 0.27 * len(wide))
    axes = fig.subplots()
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")
    left = wide.iloc[:, 0] * 0
    for strength in wide:
        label = words.label(str(strength))
        axes.barh(range(len(wide)), wide[strength], 0.72, left=left, color=_STRENGTHS[str(strength)], label=label)
        left = left + wide[strength]
    axes.set_yticks(range(len(wide)), [words.capital(str(area)) for area in wide.index], color=style.INK, fontsize=8.5)
    axes.set_xlabel("rules that apply to this situation")
    fig.legend(loc="outside upper left", ncols=5, handlelength=1, handleheight=1, columnspacing=1.4)
    return fig


def _top(axes: Axes, derived: Arrangement) -> None:
    """Government and UNHCR side by side with their direct line, and beside them whom UNHCR informs."""
    head = coordination.headline(derived)
    role = _government_role(head["gov_lead"], head["forum_cochair_gov"])
    shared = [body for body in head["intl_lead"] if body != "UNHCR"]
    names = [derived.guidance.bodies[body]["label"] for body in shared]
    _box(axes, 0.0, 0.30, 0, GOVERNMENT, "Government", role)
    _box(axes, 0.36, 0.30, 0, UNHCR, "UNHCR", f"accountable for the refugee response{_also(names)}")
    middle = -_ROW / 2
    axes.annotate(
        "", (0.36, middle), (0.30, middle), arrowprops={"arrowstyle": "<|-|>", "color": style.INK, "shrinkA": 0, "shrinkB": 0}
    )
    flows = coordination.labelled(derived.flows, derived)
    told = list(dict.fromkeys(flows.loc[(derived.flows["from_body"] == "UNHCR") & (flows["strength"] == "shall"), "to_body"]))
    _box(axes, 0.72, 0.28, 0, OTHER, "UNHCR keeps informed", words.listed(told, most=8))
    axes.annotate(
        "", (0.72, middle), (0.66, middle), arrowprops={"arrowstyle": "-|>", "color": style.INK, "shrinkA": 0, "shrinkB": 0}
    )


def _government_role(leads: object, shares: object) -> str:
    if leads is True:
        return "leads the response"
    if leads is False:
        return "responsible for protection" + (", shares the lead" if shares is True else "")
    return "responsible for protection; whether it leads is open"


def _also(names: list[str]) -> str:
    return f"; leads together with {words.listed(names)}" if names else ""


def _fora(axes: Axes, derived: Arrangement) -> None:
    fora = coordination.labelled(derived.fora[derived.fora["level"] == "national"], derived)
    codes = derived.fora.loc[fora.index, "forum"]
    for row, code in ((1, _FORUM), (2, _BETWEEN_SECTORS)):
        found = fora[codes == code]
        if not found.empty:
            _box(axes, 0.0, 0.66, row, UNHCR, str(found["label"].iloc[0]), _chaired(found.iloc[0]), pale=True)
            _down(axes, 0.33, row)
    rest = fora[(derived.fora.loc[fora.index, "sector"] == "") & ~codes.isin([_FORUM, _BETWEEN_SECTORS])]
    roles = list(derived.roles["label"])
    others = [f"{row.label} ({row.chair})" if row.chair else str(row.label) for row in rest.itertuples()] + roles
    _box(
        axes,
        0.72,
        0.28,
        1,
        OTHER,
        "Other fora and posts",
        words.listed(others, most=5) if others else "none asked for",
        pale=True,
    )


def _chaired(forum: pd.Series) -> str:
    together = f", with {forum['co_chair']}" if forum["co_chair"] else ""
    return f"chair: {forum['chair']}{together}" if forum["chair"] else "chair still open"


def _sectors(axes: Axes, sectors: pd.DataFrame) -> None:
    width = (1 - 0.02 * (_COLUMNS - 1)) / _COLUMNS
    for place, row in enumerate(sectors.itertuples()):
        left = (place % _COLUMNS) * (width + 0.02)
        active = row.status == "active"
        colour = OPEN if not active else UNHCR if row.lead == "UNHCR" else OTHER
        lead = f"{row.lead}" + (f", with {row.co_lead}" if row.co_lead else "") if active else "whether it exists is open"
        _box(axes, left, width, 3 + place // _COLUMNS, colour, str(row.label), lead, pale=True, small=True)


def _plans(axes: Axes, derived: Arrangement, bottom: float) -> None:
    names = words.listed(list(derived.instruments["label"]), most=6)
    told = "\n".join(wrap(f"Plans and agreements: {names}.", 120)[:2])
    axes.annotate(told, (0, bottom), xytext=(0, 2), textcoords="offset points", va="top", fontsize=8.6)


def _box(
    axes: Axes,
    left: float,
    width: float,
    row: int,
    colour: str,
    title: str,
    text: str,
    *,
    pale: bool = False,
    small: bool = False,
) -> None:
    """A box in a row of the figure: bold title, text below; pale boxes have a coloured edge and dark type."""
    from matplotlib.patches import FancyBboxPatch

    top = -row * (_ROW + _GAP)
    open_ = colour == OPEN
    axes.add_patch(
        FancyBboxPatch(
            (left, top - _ROW),
            width,
            _ROW,
            boxstyle="round,pad=0,rounding_size=0.012",
            mutation_aspect=style.WIDTH,
            facecolor="#ffffff" if pale else colour,
            edgecolor="#8b949e" if open_ else colour,
            linewidth=1.4,
            linestyle=(0, (4, 3)) if open_ else "-",
            clip_on=False,
        )
    )
    ink = style.INK if pale else "#ffffff"
    size = 7.6 if small else 9.2
    letters = int(width * style.WIDTH * 72 / (size * 0.64))
    heading, rest = wrap(title, letters)[:2], wrap(text, int(letters * 1.2))
    room = 3 if len(heading) == 1 else 2
    told = rest if len(rest) <= room else [*rest[: room - 1], rest[room - 1][: letters - 2].rstrip(" ,") + " …"]
    inset: dict[str, Any] = {"xytext": (6, -7), "textcoords": "offset points", "va": "top", "color": ink, "linespacing": 1.12}
    axes.annotate("\n".join(heading), (left, top), fontsize=size, fontweight="bold", **inset)
    inset["xytext"] = (6, -7 - len(heading) * size * 1.22 - 2)
    axes.annotate("\n".join(told), (left, top), fontsize=size - 0.6, **inset)


def _down(axes: Axes, across: float, row: int) -> None:
    top = -row * (_ROW + _GAP)
    axes.annotate(
        "", (across, top), (across, top + _GAP), arrowprops={"arrowstyle": "-", "color": style.INK, "shrinkA": 0, "shrinkB": 0}
    )


def _legend(fig: Figure, sectors: pd.DataFrame) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(facecolor="white", edgecolor=UNHCR, linewidth=1.4, label="UNHCR chairs or leads")]
    handles.append(
        Patch(facecolor="white", edgecolor=OTHER, linewidth=1.4, label="another body leads; UNHCR answers for quality")
    )
    if (sectors["status"] != "active").any():
        handles.append(Patch(facecolor="white", edgecolor="#8b949e", linestyle=(0, (4, 3)), label="hangs on something unknown"))
    fig.legend(handles=handles, loc="outside lower left", ncols=3, columnspacing=1.4, handlelength=1.4)
