"""Controls in a row above what they draw.

No output widget: an execution that captures one can stall (nbclient issue 312). What is drawn goes as HTML, pictures within
and with their alternative text, into one HTML widget.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from refanalysis.schema import DataError
from refanalysis.widgets import content
from refanalysis.widgets.controls import control, described

_VIEW = "application/vnd.jupyter.widget-view+json"


def explore(draw: Callable[..., Any], **controls: Any) -> Explorer:
    """Return controls above what `draw` returns for their values; it is drawn at once and whenever a control is moved.

    Parameters
    ----------
    draw
        Called with the value of each control by name. Returns what `refanalysis.tables` and `refanalysis.figures.show`
        return, a matplotlib figure, or a list of these.
    controls
        By the name of `draw`'s argument: options (a list, or a dict of values by label) for a dropdown, True or False for a
        checkbox, `widgets.slider(low, high, value)`, one of `widgets.choices`, or any ipywidget with a value.

    Raises
    ------
    ValueError
        For a control that cannot be made.
    """
    return Explorer(draw, controls)


class Explorer:
    """Controls and what they show.

    Attributes
    ----------
    controls
        Widgets by the name of the argument they set; to move one in Python, set its `value`.
    shown
        What was drawn last, as display objects.
    error
        Why nothing is shown: the ValueError or DataError of the last drawing, else None. Other errors are raised.
    """

    def __init__(self, draw: Callable[..., Any], controls: dict[str, Any]) -> None:
        import ipywidgets

        self.controls = {name: control(name, given) for name, given in controls.items()}
        self.shown: tuple[Any, ...] = ()
        self.error: Exception | None = None
        self._draw = draw
        self._place = ipywidgets.HTML()
        self._place.add_class(content.PLACE)
        row = ipywidgets.HBox(list(self.controls.values()), layout={"flex_flow": "row wrap"})
        row.add_class(content.ROW)
        self._box = ipywidgets.VBox([row, self._place])
        for each in self.controls.values():
            each.observe(self._redraw, names="value")
        self._redraw()

    @property
    def values(self) -> dict[str, Any]:
        """Value of each control by name."""
        return {name: each.value for name, each in self.controls.items()}

    @property
    def html(self) -> str:
        """What the reader sees below the controls."""
        return str(self._place.value)

    def _redraw(self, _: object = None) -> None:
        try:
            self.shown, self.error = content.displays(self._draw(**self.values)), None
            self._place.value = content.page(self.shown)
        except Exception as error:
            self.shown, self.error = (), error
            self._place.value = content.error_html(error)  # what was there before belongs to other values
            if not isinstance(error, ValueError | DataError):
                raise

    def __repr__(self) -> str:
        controls = ", ".join(described(name, each) for name, each in self.controls.items())
        shows = f"Error: {self.error}" if self.error else f"Shows: {'; '.join(map(content.plain, self.shown))}"
        return f"Controls: {controls}\n{shows}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        view = self._box._repr_mimebundle_()
        return {"text/plain": repr(self), _VIEW: view[_VIEW]}
