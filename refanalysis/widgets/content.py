"""What a drawing function returned, as HTML for the reader and as plain words for the regression test."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from refanalysis import figures
from refanalysis.schema import DataError
from refanalysis.tables import Display

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROW, PLACE = "ra-controls", "ra-shown"
_STYLE = (
    "<style>"
    # on a narrow screen a list goes below its label
    f".{ROW} .widget-dropdown{{flex-wrap:wrap;height:auto}}.{ROW} .widget-dropdown select{{flex:1 1 auto;height:28px}}"
    # a widget is as wide as its longest line and its lines stand far apart, unless told otherwise
    f".{PLACE}{{max-width:100%}}.{PLACE} .widget-html-content{{min-width:0;line-height:1.45}}"
    f".{PLACE} td,.{PLACE} th{{padding:.15em .6em;vertical-align:top}}</style>"
)
_ERROR = "border-left:4px solid #b5311c;background:#fdf1ee;color:#8f2312;padding:.5em .8em;margin:.5em 0"


def displays(result: Any) -> tuple[Any, ...]:
    """Return what was drawn as display objects, in order; a matplotlib figure is told by the data on its axes.

    Raises
    ------
    TypeError
        For something that cannot be shown.
    """
    return tuple(map(_display, result if isinstance(result, list | tuple) else [result]))


def page(shown: Iterable[Any]) -> str:
    """Return display objects one below the other."""
    return _STYLE + "".join(map(html, shown))


def html(shown: Any) -> str:
    """Return a display object in its richest form: picture, HTML, Markdown, plain text."""
    data, metadata = _bundle(shown)
    if "image/png" in data:
        return _picture(data, metadata.get("image/png", {}))
    if "text/html" in data:
        return f'<div style="overflow-x:auto">{data["text/html"]}</div>'
    if "text/markdown" in data:
        return _from_markdown(data["text/markdown"])
    return f"<pre>{escape(data['text/plain'])}</pre>"


def plain(shown: Any) -> str:
    """Return a display object in a line: title and checksum of its data, or its text where it has no data."""
    data, _ = _bundle(shown)
    record = _record(data)
    if record:
        return f"{record['title']} (checksum {record['checksum']})"
    return " ".join(data["text/plain"].split())


def error_html(error: Exception) -> str:
    """Return the sentences of an error as a red box, announced by screen readers."""
    lines = error.problems if isinstance(error, DataError) else [str(error) or type(error).__name__]
    return f'<div role="alert" style="{_ERROR}">{"<br>".join(map(escape, lines))}</div>'


def _display(drawn: Any) -> Any:
    if hasattr(drawn, "_repr_mimebundle_"):
        return drawn
    if hasattr(drawn, "savefig"):
        return _shown_figure(drawn)
    kinds = "what refanalysis.tables and refanalysis.figures.show return, a matplotlib figure, or a list of these"
    raise TypeError(f"the drawing function returned {type(drawn).__name__}; accepted: {kinds}")


def _bundle(shown: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    made = shown._repr_mimebundle_()
    return made if isinstance(made, tuple) else (made, {})


def _record(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((each for each in data.values() if isinstance(each, Mapping) and {"title", "checksum"} <= set(each)), None)


def _picture(data: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    title = escape((_record(data) or {}).get("title", ""))
    width = f"max-width:{told['width']}px;" if "width" in told else ""
    alt = escape(told.get("alt", title), quote=True)
    address = "data:image/png;base64," + data["image/png"].replace("\n", "")
    caption = f'<figcaption style="font-weight:600;padding:.3em 0">{title}</figcaption>' if title else ""
    return f'<figure style="margin:.5em 0">{caption}<img alt="{alt}" src="{address}" style="width:100%;{width}"></figure>'


def _from_markdown(text: str) -> str:
    import mistune

    return str(mistune.create_markdown(escape=True, plugins=["table"])(text))


def _shown_figure(fig: Any) -> Display:
    import pandas as pd

    rows = pd.DataFrame(_marks(fig), columns=["axes", "x", "y"])
    title = fig.get_suptitle() or next((axes.get_title(loc) for axes in fig.axes for loc in ("center", "left")), "") or "Figure"
    return figures.show(fig, "figure", title, alt=title, data=rows)


def _marks(fig: Any) -> Iterator[tuple[int, float, float]]:
    """Points of lines, corners of bars and places of dots, in the units of their axes."""
    for place, axes in enumerate(fig.axes):
        points = [line.get_xydata() for line in axes.lines]
        points += [bar.get_bbox().get_points() for bar in axes.patches if hasattr(bar, "get_bbox")]
        points += [dots.get_offsets() for dots in axes.collections]
        yield from ((place, float(x), float(y)) for each in points for x, y in each)
