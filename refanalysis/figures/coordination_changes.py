"""Figure of what changes between two arrangements: a network in tiers with what was added, kept and removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.figures import body_groups, boxes, style
from refanalysis.figures.body_groups import CORE, SECTORS, TIERS, Group, Link

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {"added": "#00735c", "changed": "#0072b2", "removed": "#c4460a", "kept": "#c9d1d8"}
_FILLS = {"added": "#e3f3ee", "removed": "#fdeee6", "kept": style.PAPER}
_MEANING = {"added": "new", "changed": "joined in another way", "removed": "no longer", "kept": "as before"}
_LEFT, _ACROSS = 1.25, 5  # room for names of tiers [inch], marks in a row
_GAP, _BETWEEN = 0.14, 0.62  # between marks, between rows [inch]
_INSET, _TOP = 0.08, 0.06  # from a mark's edge to its words [inch]
_DOT, _SIZE = 0.1, 8.0  # radius of a number [inch], type [point]
_APART = 0.085  # between sentences of the list [inch]
_BENDS = (0, 0.35, -0.35, 0.7, -0.7, 1.1, -1.1, 1.6, -1.6)  # of a line to the side [inch], the least first
_DASHES = {"removed": (0, (4, 2))}
# ties that are drawn though they do not change: who leads, who sits where, who informs whom
_PILLARS = ("LEADS", "CO_LEADS", "CO_CHAIRS", "ACCOUNTABLE_FOR", "INFORMS", "MEMBER_OF", "PARTICIPATES_IN", "DIRECT_LINE_TO")
_WAYS = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.12, 0.88)  # where a number may stand on its line


@dataclass(frozen=True, slots=True)
class _Mark:
    """A group and where it stands: left, top, width, height [inch]."""

    group: Group
    change: str
    words: tuple[str, ...]
    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


@style.styled
def coordination_changes(graph: nx.DiGraph, most: int = 24) -> Figure:
    """Return the network of two arrangements in tiers: what is new, what is gone and, thinly, what stays; numbered in words.

    Parameters
    ----------
    graph
        From ``refanalysis.coordination.changed_network``. Bodies that differ little share a mark (other UN agencies, sector
        working groups …); groups that nothing new or gone touches are left out, save the pillars of every arrangement.
    most
        Changes numbered; of the rest it says how many there are.
    """
    groups, links = body_groups.linked(graph)
    if not groups:
        return style.nothing("There is no arrangement to draw.")
    changed = sorted((link for link in links if link.change != "kept"), key=_reading)
    if not changed and set(groups.values()) == {"kept"}:
        return style.nothing("Nothing changes between bodies: both situations have the same network.")
    touched = {end for link in changed for end in link[:2]}
    shown = {group: change for group, change in groups.items() if group in touched or change != "kept" or group.name in CORE}
    rows = _rows(shown, changed)
    marks = _placed(rows, shown, body_groups.comings(graph, SECTORS))
    foot = max(mark.top + mark.height for mark in marks.values()) + 0.3
    told = [body_groups.sentence(link) for link in changed[:most]]
    told += [f"and {len(changed) - most} more, in the table"] if len(changed) > most else []
    columns = _columns([boxes.wrapped(each, style.WIDTH / 2 - 0.55) for each in told])
    axes = _page(foot + 0.4 + max(_high(column) for column in columns))
    paths = {link: _path(marks, link) for link in changed}
    for link in links:
        if link.change == "kept" and {*link[:2]} <= set(shown) and any(tie.kind in _PILLARS for tie in link.kept):
            _line(axes, _path(marks, link), link)
    for link, path in paths.items():
        _line(axes, path, link)
    _draw_marks(axes, marks.values())
    _name_tiers(axes, [marks[row[0]] for row in rows])
    _number(axes, marks, [(link, paths[link]) for link in changed[:most]])
    _draw_key(axes, foot, {link.change for link in changed} | {"kept"})
    _list(axes, columns, [link.change for link in changed[:most]], foot + 0.34)
    return axes.get_figure()


def _page(height: float) -> Axes:
    fig = style.plain_figure(height)
    axes = fig.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0, style.WIDTH)
    axes.set_ylim(height, 0)
    return axes


def _reading(link: Link) -> tuple:
    """Order in which changes are read: what is new, changed, gone; within each from the top down."""
    return list(COLOURS).index(link.change), *_order(link.source), *_order(link.target)


def _order(group: Group) -> tuple[int, bool, str]:
    return TIERS.index(group.tier), group.name not in CORE, group.name


def _rows(shown: dict[Group, str], links: Sequence[Link]) -> list[list[Group]]:
    """Groups row by row, in each near to what they are linked with (barycentre heuristic, four sweeps)."""
    rows: list[list[Group]] = []
    for tier in TIERS:
        own = sorted((group for group in shown if group.tier == tier), key=_order)
        for many in np.array_split(np.arange(len(own)), -(-len(own) // _ACROSS)) if own else ():
            rows.append([own[at] for at in many])
    at = {group: (place + 0.5) / len(row) for row in rows for place, group in enumerate(row)}
    near: dict[Group, list[Group]] = {group: [] for group in at}
    for link in links:
        near[link.source].append(link.target)
        near[link.target].append(link.source)
    for _ in range(4):
        for row in rows:
            row.sort(key=lambda group: (float(np.mean([at[n] for n in near[group]] or [at[group]])), group.name))
            at |= {group: (place + 0.5) / len(row) for place, group in enumerate(row)}
    return rows


def _placed(rows: Sequence[Sequence[Group]], shown: dict[Group, str], sectors: tuple[int, int]) -> dict[Group, _Mark]:
    marks, top = {}, 0.16
    room = style.WIDTH - _LEFT - 0.08
    width = min((room - _GAP * (_ACROSS - 1)) / _ACROSS, 1.4)
    for row in rows:
        words = [boxes.wrapped(_name(group, sectors), width - 2 * _INSET, bold=shown[group] == "added") for group in row]
        height = boxes.lines_high(max(len(lines) for lines in words)) + 2 * _TOP
        step = room / len(row)
        for place, (group, lines) in enumerate(zip(row, words, strict=True)):
            left = _LEFT + step * (place + 0.5) - width / 2
            marks[group] = _Mark(group, shown[group], tuple(lines), left, top, width, height)
        top += height + _BETWEEN
    return marks


def _name(group: Group, sectors: tuple[int, int]) -> str:
    if group.name != SECTORS or not any(sectors):
        return group.name
    come, go = sectors
    parts = [f"{come} new"] * bool(come) + [f"{go} gone"] * bool(go)
    return f"{SECTORS}: {', '.join(parts)}"


def _draw_marks(axes: Axes, marks: Iterable[_Mark]) -> None:
    from matplotlib.patches import FancyBboxPatch

    for mark in marks:
        steady = mark.change == "kept"
        shape = FancyBboxPatch(
            (mark.left, mark.top), mark.width, mark.height, boxstyle="round,pad=0,rounding_size=0.06", zorder=4,
            facecolor=_FILLS[mark.change], edgecolor="#8d99a4" if steady else COLOURS[mark.change],
            linewidth=0.9 if steady else 1.6, linestyle=(0, (3, 2)) if mark.change == "removed" else "-",
        )  # fmt: skip
        axes.add_patch(shape)
        top = mark.top + (mark.height - boxes.lines_high(len(mark.words))) / 2 + 0.015
        weight = "bold" if mark.change == "added" else "normal"
        for line, words in enumerate(mark.words):
            axes.text(mark.middle, top + boxes.lines_high(line), words, ha="center", va="top", fontsize=_SIZE - 0.2,
                      fontweight=weight, color=style.INK, zorder=5)  # fmt: skip


def _name_tiers(axes: Axes, first: Iterable[_Mark]) -> None:
    """Write the name of each tier once, beside its first row."""
    named: set[str] = set()
    for mark in first:
        for line, words in enumerate(
            boxes.wrapped(mark.group.tier, _LEFT - 0.25, bold=True) if mark.group.tier not in named else ()
        ):
            axes.text(0.05, mark.top + _TOP + boxes.lines_high(line), words, va="top", fontsize=_SIZE, fontweight="bold",
                      color=style.MUTED, zorder=5)  # fmt: skip
        named.add(mark.group.tier)


def _ends(one: _Mark, other: _Mark, *, first_row: bool) -> np.ndarray:
    """Where a line leaves one mark and reaches the other, shape (2, 2): towards each other, not in the middle.

    Within a row it does so above the marks, within the first row below them: there is no room above.
    """
    lean = float(np.clip((other.middle - one.middle) * 0.18, -0.4 * one.width, 0.4 * one.width))
    if one.top == other.top:
        sides = (one.top, other.top) if not first_row else (one.top + one.height, other.top + other.height)
    elif one.top < other.top:
        sides = one.top + one.height, other.top
    else:
        sides = one.top, other.top + other.height
    return np.array([[one.middle + lean, sides[0]], [other.middle - lean, sides[1]]])


def _path(marks: dict[Group, _Mark], link: Link) -> np.ndarray:
    """Points of the line of a link, shape (41, 2): straight between rows, an arch within one, bent where marks hide it."""
    top = min(mark.top for mark in marks.values())
    at_top = marks[link.source].top == top
    first, last = _ends(marks[link.source], marks[link.target], first_row=at_top)
    along = np.linspace(0, 1, 41)
    straight = first + np.outer(along, last - first)
    arch = 4 * along * (1 - along)
    if first[1] == last[1]:
        height = min(0.3, 0.1 + 0.05 * abs(last[0] - first[0]))
        return straight - np.outer(arch, (0, -height if at_top else height))
    bent = [straight + np.outer(arch, (bend, 0)) for bend in _BENDS]
    return min(bent, key=lambda path: _hidden(path, marks, link) + 10 * _outside(path))


def _outside(path: np.ndarray) -> int:
    """Points of a path beside the room that marks have."""
    return int(((path[:, 0] < _LEFT - 0.15) | (path[:, 0] > style.WIDTH - 0.03)).sum())


def _hidden(path: np.ndarray, marks: dict[Group, _Mark], link: Link) -> int:
    """Points of a path that lie behind marks other than its ends."""
    return sum(int(_inside(path, mark).sum()) for group, mark in marks.items() if group not in (link.source, link.target))


def _inside(points: np.ndarray, mark: _Mark, pad: float = 0.02) -> np.ndarray:
    x, y = points[:, 0], points[:, 1]
    across = (x > mark.left - pad) & (x < mark.left + mark.width + pad)
    return across & (y > mark.top - pad) & (y < mark.top + mark.height + pad)


def _line(axes: Axes, path: np.ndarray, link: Link) -> None:
    kept = link.change == "kept"
    axes.plot(path[:, 0], path[:, 1], color=COLOURS[link.change], linewidth=0.8 if kept else 1.7,
              linestyle=_DASHES.get(link.change, "-"), zorder=1 if kept else 2)  # fmt: skip
    if not (kept or link.mutual):
        look = {"arrowstyle": "-|>", "color": COLOURS[link.change], "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", path[-1], path[-4], arrowprops={**look, "mutation_scale": 9}, zorder=3)


def _number(axes: Axes, marks: dict[Group, _Mark], numbered: Sequence[tuple[Link, np.ndarray]]) -> None:
    """Write each number on its line, where it hides neither a mark nor another number."""
    taken: list[np.ndarray] = []
    for number, (link, path) in enumerate(numbered, 1):
        found = [path[round(way * (len(path) - 1))] for way in _WAYS]
        taken.append(max(found, key=lambda place: _free(place, taken, marks)))
        _dot(axes, taken[-1], number, COLOURS[link.change])


def _dot(axes: Axes, place: np.ndarray, number: int, colour: str) -> None:
    from matplotlib.patches import Circle

    axes.add_patch(Circle(tuple(place), _DOT, facecolor=colour, edgecolor=style.PAPER, linewidth=0.8, zorder=6))
    axes.text(*place, str(number), ha="center", va="center_baseline", fontsize=6.8, fontweight="bold", color=style.PAPER,
              zorder=7)  # fmt: skip


def _free(place: np.ndarray, taken: Sequence[np.ndarray], marks: dict[Group, _Mark]) -> float:
    """How far a place is from numbers and marks, no more than is needed [inch]."""
    apart = min((float(np.hypot(*(place - other))) - 2 * _DOT for other in taken), default=1.0)
    clear = min(_distance(place, mark) - _DOT for mark in marks.values())
    return min(apart, clear, 0.03)


def _distance(place: np.ndarray, mark: _Mark) -> float:
    across = max(mark.left - place[0], 0.0, place[0] - mark.left - mark.width)
    down = max(mark.top - place[1], 0.0, place[1] - mark.top - mark.height)
    return float(np.hypot(across, down))


def _draw_key(axes: Axes, top: float, changes: set[str]) -> None:
    left = 0.05
    for change in [each for each in COLOURS if each in changes]:
        axes.plot([left, left + 0.3], [top + 0.06] * 2, color=COLOURS[change], linewidth=1.0 if change == "kept" else 2,
                  linestyle=_DASHES.get(change, "-"))  # fmt: skip
        label = axes.text(left + 0.38, top + 0.06, _MEANING[change], fontsize=_SIZE, va="center", color=style.INK)
        left += 0.38 + label.get_window_extent().width / axes.get_figure().dpi + 0.3


def _columns(told: Sequence[Sequence[str]]) -> list[list[Sequence[str]]]:
    """Sentences in two columns of much the same height, read downwards."""
    splits = [[list(told[:first]), list(told[first:])] for first in range(len(told), -(-len(told) // 2) - 1, -1)]
    splits += [[list(told[:first]), list(told[first:])] for first in range(1, len(told) // 2)]
    return min(splits, key=lambda columns: max(_high(column) for column in columns))


def _high(told: Sequence[Sequence[str]]) -> float:
    return sum(boxes.lines_high(len(each)) + _APART for each in told)


def _list(axes: Axes, columns: Sequence[Sequence[Sequence[str]]], changes: Sequence[str], top: float) -> None:
    """Write what each number stands for."""
    number = 0
    for place, column in enumerate(columns):
        left, down = 0.05 + place * (style.WIDTH / 2), top
        for each in column:
            if number < len(changes):
                _dot(axes, np.array([left + _DOT, down + 0.065]), number + 1, COLOURS[changes[number]])
            for line, words in enumerate(each):
                axes.text(left + 0.28, down + boxes.lines_high(line), words, va="top", fontsize=_SIZE, color=style.INK)
            number += 1
            down += boxes.lines_high(len(each)) + _APART
