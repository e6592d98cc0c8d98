"""A button that writes the cost of ownership as a live Excel workbook beside the notebook.

::

    widgets.download.workbook_button(operation, scenario)
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import fields
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refanalysis import assumptions, workbook
from refanalysis.scenario import BASE
from refanalysis.schema import DataError
from refanalysis.tco import Settings
from refanalysis.widgets import content

if TYPE_CHECKING:
    from refanalysis.data import Operation

_VIEW = "application/vnd.jupyter.widget-view+json"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CARRIED = 16_000_000  # bytes; a larger workbook is not put into the page, which then says only where it lies
_DEFAULT = Settings()


def workbook_button(
    operation: Operation,
    scenario: str = BASE,
    technologies: Iterable[str] | None = None,
    settings: Settings = _DEFAULT,
    folder: str | Path = ".",
) -> WorkbookButton:
    """Return a button; when pressed it writes <operation>_<scenario>.xlsx into `folder` and offers it for download.

    Nothing is computed or written before it is pressed. Parameters are those of `workbook.write`. A report, in which nothing
    can be pressed, leaves the button out: a page says its `command` beside it.
    """
    chosen = None if technologies is None else tuple(technologies)
    return WorkbookButton(operation, scenario, chosen, settings, Path(folder))


class WorkbookButton:
    """A button and what it says below.

    Attributes
    ----------
    written
        What was written last; None before the button is pressed, and after an error.
    error
        The ValueError, DataError or OSError of the last attempt, else None. Other errors are raised.
    """

    def __init__(
        self, operation: Operation, scenario: str, technologies: tuple[str, ...] | None, settings: Settings, folder: Path
    ) -> None:
        import ipywidgets

        self.written: workbook.Written | None = None
        self.error: Exception | None = None
        self._asked = operation, scenario, technologies, settings
        self._path = folder / f"{operation.name}_{scenario}.xlsx"
        self.button = ipywidgets.Button(description="Write Excel workbook", icon="file-excel", layout={"width": "max-content"})
        self.button.on_click(self._press)
        self._place = ipywidgets.HTML()
        self._place.add_class(content.PLACE)
        self._box = ipywidgets.VBox([self.button, self._place])

    @property
    def html(self) -> str:
        """What the reader sees below the button."""
        return str(self._place.value)

    @property
    def command(self) -> str:
        """What to type for the same workbook: options, horizon and settings as they are here."""
        operation, scenario, technologies, settings = self._asked
        words = ["refanalysis cost", operation.name, "--scenario", scenario, "--xlsx", self._path.name]
        words += [f"--technology {name}" for name in technologies or ()]
        words += [f"--set {name}={value}" for name, value in _set(operation, settings)]
        return " ".join(words)

    def _press(self, _: object = None) -> None:
        self.button.disabled, self._place.value = True, "Writing …"
        self.written, self.error = None, None
        try:
            self.written = self._write()
            self._place.value = _link(self.written)
        except Exception as error:
            self.error, self._place.value = error, content.error_html(error)
            if not isinstance(error, ValueError | DataError | OSError):
                raise
        finally:
            self.button.disabled = False

    def _write(self) -> workbook.Written:
        operation, scenario, technologies, settings = self._asked
        return workbook.write(self._path, operation, assumptions.load(operation, scenario), technologies, settings=settings)

    def __repr__(self) -> str:
        return f"The same as a live Excel workbook: the button in the notebook, or {self.command}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/plain": repr(self), _VIEW: self._box._repr_mimebundle_()[_VIEW]}


def _set(operation: Operation, settings: Settings) -> Iterator[tuple[str, str]]:
    """Horizon and price basis, and each setting that is not the default one, as the command takes them."""
    for name in ("horizon", "price_basis"):
        yield name, str(operation.levers[name])
    for name in (each.name for each in fields(Settings)):
        value = getattr(settings, name)
        if value != getattr(_DEFAULT, name):
            yield name, {True: "yes", False: "no"}.get(value, value)


def _link(made: workbook.Written) -> str:
    """The workbook as a link that carries it, since where a page is served from its folder is not; and where it lies."""
    name = escape(made.path.name)
    told = f"{made.formulas:,} formulas, {made.size / 1e6:.1f} MB, in {escape(str(made.path.resolve().parent))}"
    if made.size > _CARRIED:
        return f"{name}: {told}"
    carried = b64encode(made.path.read_bytes()).decode()
    link = f'href="data:{_EXCEL};base64,{carried}" download="{name}" style="text-decoration:underline"'
    return f"<a {link}>{name}</a>: {told}"
