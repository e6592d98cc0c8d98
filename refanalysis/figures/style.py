"""The one look of every figure: type, lines, colours that the colour-blind can tell apart, and how it becomes a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

P = ParamSpec("P")
R = TypeVar("R")

WIDTH = 8.0
DPI, QUICK_DPI = 160, 130
INK, MUTED, GRID, PAPER = "#1f2429", "#5b6570", "#dfe3e7", "#ffffff"
ITEM_COLOURS = {
    "capex": "#1b3a5c", "replacement": "#5b8db8", "licence": "#a9c6de", "opex": "#b5541c", "energy": "#e69f00",
    "bandwidth": "#d98c7a", "staff": "#00735c", "training": "#66c2a5", "tax": "#8c8c8c", "overhead": "#bdbdbd",
    "retirement": "#6b4c7a", "residual": "#c9b8d4",
}  # fmt: skip
PAYER_COLOURS = {
    "agency": "#0072b2", "donor": "#56b4e9", "government": "#1b3a5c", "universal_service_fund": "#009e73",
    "operator": "#e69f00", "community": "#cc79a7",
}  # fmt: skip
STATUS_COLOURS = {
    "served": "#00735c", "partly_served": "#e0a526", "planned": "#8fb7d9", "not_served": "#b5311c", "unknown": "#a8b0b8",
}  # fmt: skip
HATCHED = {"facecolor": PAPER, "edgecolor": "#9aa5b1", "hatch": "////", "linewidth": 0.8}  # what nobody knows
ACCENT = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#1b3a5c", "#8c6d46")

_SETTINGS = {
    "font.family": "DejaVu Sans", "font.size": 9.5, "text.color": INK, "axes.labelcolor": MUTED, "axes.edgecolor": "#8b949e",
    "axes.titlesize": 10, "axes.titleweight": "bold", "axes.titlelocation": "left", "axes.spines.top": False,
    "axes.spines.right": False, "axes.spines.left": False, "axes.linewidth": 0.8, "axes.axisbelow": True,
    "axes.grid": True, "axes.grid.axis": "y", "grid.color": GRID, "grid.linewidth": 0.8, "xtick.color": MUTED,
    "ytick.color": MUTED, "xtick.labelsize": 8.5, "ytick.labelsize": 8.5, "xtick.major.size": 3, "ytick.major.size": 0,
    "legend.frameon": False, "legend.fontsize": 8.5, "figure.facecolor": PAPER, "savefig.facecolor": PAPER,
    "lines.solid_capstyle": "round", "figure.dpi": DPI, "savefig.dpi": DPI,
}  # fmt: skip


def context() -> AbstractContextManager[None]:
    """Return a context in which matplotlib draws in the project's style, leaving the user's settings untouched."""
    import matplotlib

    return matplotlib.rc_context({**matplotlib.rcParamsDefault, **_SETTINGS, "backend": "agg"})


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Return `draw` run within `context`."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        with context():
            return draw(*args, **kwargs)

    return drawn


def figure(height: float, width: float = WIDTH) -> Figure:
    """Return an empty figure, `width` by `height` inches, drawn without any global state."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    made = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(made)
    return made


def plain_figure(height: float, width: float = WIDTH) -> Figure:
    """Return an empty figure whose parts are placed by hand: nothing is measured before it is drawn."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    made = Figure(figsize=(width, height))
    FigureCanvasAgg(made)
    return made


@styled
def nothing(words: str) -> Figure:
    """Return a small figure that says in words why there is nothing to draw."""
    fig = figure(1.1)
    axes = fig.subplots()
    axes.set_axis_off()
    axes.text(0.5, 0.5, words, ha="center", va="center", color=MUTED, fontsize=11)
    return fig


def png(fig: Figure) -> bytes:
    """Return the figure as an optimised PNG of at most 256 colours; the same figure always gives the same bytes.

    The colours kept are those that cover the range, not the frequent ones: a rare colour of a key stays what it is.
    """
    from io import BytesIO

    from PIL import Image

    drawn, small = BytesIO(), BytesIO()
    with context():
        fig.savefig(drawn, format="png", dpi=DPI, metadata={"Software": None})
    with Image.open(drawn) as image:
        few = image.convert("RGB").quantize(colors=256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(small, format="PNG", optimize=True)
    return small.getvalue()


def quick_png(fig: Figure) -> bytes:
    """Return the figure as a PNG with fewer pixels and colours, drawn once: what a control shows must not be waited for."""
    from io import BytesIO

    import matplotlib
    import numpy as np
    from PIL import Image

    with context(), matplotlib.rc_context({"text.hinting": "none"}):  # fitting letters to the grid takes a fifth of the time
        fig.set_dpi(QUICK_DPI)
        fig.canvas.draw()
    pixels = Image.fromarray(np.asarray(fig.canvas.buffer_rgba())[:, :, :3])
    small = BytesIO()
    method, no_dither = Image.Quantize.FASTOCTREE, Image.Dither.NONE
    pixels.quantize(colors=96, method=method, dither=no_dither).save(small, format="PNG", compress_level=1)
    return small.getvalue()


def subtitle(axes: Axes, words: str, lift: float = 8) -> None:
    """Write what the values are, with their unit, above the axes at the left: read before the chart, not beside it."""
    place = {"xycoords": "axes fraction", "xytext": (0, lift), "textcoords": "offset points", "ha": "left", "va": "bottom"}
    axes.annotate(words, (0, 1), color=MUTED, fontsize=9, **place)


def sideways(axes: Axes, names: Sequence[str], *, scale: bool = True) -> None:
    """Turn axes to rows that are read from the top: names at the left; without `scale` the values are written beside bars."""
    axes.grid(visible=False)
    axes.grid(visible=scale, axis="x")
    axes.set_yticks(range(len(names) - 1, -1, -1), list(names), color=INK, fontsize=9)
    axes.set_ylim(-0.6, len(names) - 0.4)
    if not scale:
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)


def beside(axes: Axes, words: str, point: tuple[float, float], gap: float = 5, **kwargs: object) -> None:
    """Write words `gap` points to the right of the end of a bar or line."""
    kept = {"fontsize": 8.5, "color": INK, **kwargs}
    axes.annotate(words, point, xytext=(gap, 0), textcoords="offset points", va="center", **kept)


def years(axes: Axes, shown: Iterable[int], margin: float = 0.55) -> None:
    """Name each year of service on the axis across."""
    ticks = [int(year) for year in shown]
    axes.set_xticks(ticks)
    axes.set_xlim(min(ticks) - margin, max(ticks) + margin)
    axes.set_xlabel("year of service (0 is the year of purchase)")


def key(fig: Figure, handles: Sequence[object] | None = None, place: str = "outside upper left", columns: int = 5) -> None:
    """Write the key of the colours outside the axes; without `handles`, those of labelled bars and lines."""
    named = {} if handles is None else {"handles": list(handles)}
    fig.legend(loc=place, ncols=columns, handlelength=1, handleheight=1, columnspacing=1.4, **named)


def legible(colour: str) -> str:
    """Return the colour, darkened where needed until words in it can be read on white (contrast of at least 4.5, WCAG)."""
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = to_rgb(colour)
    while 1.05 / (_luminance(red, green, blue) + 0.05) < 4.5:
        red, green, blue = 0.95 * red, 0.95 * green, 0.95 * blue
    return to_hex((red, green, blue))


def _luminance(*channels: float) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def scale(size: float) -> tuple[float, str]:
    """Return the divisor and the word ('million', 'thousand', '') that keep axis numbers short."""
    return (1e6, "million ") if size >= 2e6 else (1e3, "thousand ") if size >= 1e4 else (1.0, "")


def colour_of(code: str, colours: Mapping[str, str]) -> str:
    """Return the colour of a code; one that the palette lacks gets a stable colour of its own."""
    if code in colours:
        return colours[code]
    return ACCENT[sum(code.encode()) % len(ACCENT)]
