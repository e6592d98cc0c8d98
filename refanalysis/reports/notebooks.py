"""Notebooks as the reports see them: title, question, parameters. Read as JSON, without any of the Jupyter packages."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass, field
from pathlib import Path

from refanalysis.schema import DataError

Scalar = bool | int | float | str
PARAMETERS_TAG = "parameters"

_YES = ("yes", "true", "on")
_NO = ("no", "false", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """One notebook: where it lies, what it asks, and the parameters of its first cell with their own values.

    One that shows `cases` runs for a packaged case of coordination too, in place of an operation.
    """

    name: str
    path: Path
    title: str
    question: str
    per_operation: bool
    cases: bool = False
    parameters: dict[str, Scalar] = field(default_factory=dict)


def notebooks(folder: Path) -> dict[str, Notebook]:
    """Notebooks of a folder by name, in the order of their names; those that start with `_` or `.` are left out.

    Raises
    ------
    DataError
        All notebooks that cannot be read, at once.
    """
    found, problems = {}, []
    for path in sorted(folder.glob("*.ipynb")):
        if path.name.startswith(("_", ".")):
            continue
        try:
            found[path.stem] = notebook(path)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    return found


def notebook(path: Path) -> Notebook:
    """The notebook in file `path`.

    Raises
    ------
    DataError
        When the file is no notebook, or a parameter is not written as a plain value.
    """
    cells, metadata = _content(path)
    own = metadata.get("refanalysis", {})
    return Notebook(
        name=path.stem,
        path=path,
        title=own.get("title") or _first_heading(cells) or path.stem,
        question=own.get("question", ""),
        per_operation=bool(own.get("per_operation", True)),
        cases=bool(own.get("cases", False)),
        parameters=_parameters(path, cells),
    )


def typed(book: Notebook, name: str, text: str) -> Scalar:
    """`text`, as typed on a command line, as a value of the kind that parameter `name` has in the notebook.

    Raises
    ------
    ValueError
        When the notebook has no such parameter, or the text is of another kind.
    """
    if name not in book.parameters:
        raise ValueError(f"notebook {book.name} has no parameter {name!r}; it has {listed(book.parameters)}")
    own = book.parameters[name]
    kind, convert = _KINDS[type(own)]
    try:
        return convert(text)
    except ValueError:
        message = f"parameter {name!r} of notebook {book.name} takes {kind} (its own value is {own!r}), not {text!r}"
        raise ValueError(message) from None


def listed(names: object) -> str:
    """Names in one line, for messages."""
    return ", ".join(map(str, names)) or "none"  # type: ignore[call-overload]


def _content(path: Path) -> tuple[list[dict], dict]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return content["cells"], content["metadata"]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise DataError(f"{path}: not a notebook of format 4 ({type(error).__name__}: {error})") from error


def _source(cell: dict) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _first_heading(cells: list[dict]) -> str:
    lines = (line for cell in cells if cell.get("cell_type") == "markdown" for line in _source(cell).splitlines())
    return next((line[2:].strip() for line in lines if line.startswith("# ")), "")


def _parameters(path: Path, cells: list[dict]) -> dict[str, Scalar]:
    tagged = [cell for cell in cells if PARAMETERS_TAG in cell.get("metadata", {}).get("tags", [])]
    if not tagged:
        return {}
    try:
        tree = ast.parse(_source(tagged[0]))
    except SyntaxError as error:
        raise DataError(f"{path}: the parameters cell is not valid Python: {error.msg}, line {error.lineno}") from error
    found: dict[str, Scalar] = {}
    for statement in tree.body:
        found |= _assigned(path, statement)
    return found


def _assigned(path: Path, statement: ast.stmt) -> dict[str, Scalar]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(target=ast.Name(id=name), value=value):
            pass
        case _:
            return {}
    try:
        content = ast.literal_eval(value) if value is not None else None
    except ValueError:
        content = None
    if not isinstance(content, Scalar):
        where = f"{path}: parameters cell, line {statement.lineno}"
        raise DataError(f"{where}: {name} must be a plain number, text, True or False")
    return {name: content}


def _flag(text: str) -> bool:
    if text.lower() not in (*_YES, *_NO):
        raise ValueError(text)
    return text.lower() in _YES


_KINDS = {
    bool: ("yes or no", _flag),
    int: ("a whole number", int),
    float: ("a number", float),
    str: ("text", str),
}
