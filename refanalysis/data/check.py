"""Every problem of a data folder, or of one operation's folder, at once."""

from __future__ import annotations

from pathlib import Path

from refanalysis.data import cases, tables
from refanalysis.data import operation as operations
from refanalysis.data.bills import bills, unasked
from refanalysis.data.files import read
from refanalysis.data.workspace import shown
from refanalysis.schema import DataError


def problems(path: Path) -> list[str]:
    """One sentence for each problem found under `path`: an operation's folder, or a folder of operations and shared tables.

    Returns
    -------
    list of str
        Empty when everything conforms.
    """
    if not path.exists():
        return [f"{path}: there is no such file or folder"]
    folders = operation_folders(path)
    shared = shared_problems() if (path / "parameters.csv").is_file() else []
    if not folders and not (path / "parameters.csv").is_file():
        return [f"{path}: holds neither operation.toml nor parameters.csv; accepted: an operation's folder or data/"]
    return list(dict.fromkeys(shared + [each for folder in folders for each in operation_problems(folder)]))


def operation_folders(path: Path) -> list[Path]:
    """The operations' folders that `path` is or holds."""
    if (path / "operation.toml").is_file() or path.parent.name == "operations":
        return [path]
    if (path / "parameters.csv").is_file():
        return _folders(path / "operations")
    return [folder for folder in _folders(path) if (folder / "operation.toml").is_file() or path.name == "operations"]


def shared_problems() -> list[str]:
    """Problems of the tables that every operation shares."""
    found = []
    for step in (*(lambda name=name: tables.table(name) for name in tables.FILES), bills, cases.packaged_problems):
        try:
            step()
        except DataError as error:
            found += error.problems
    return list(dict.fromkeys(found)) or unasked(tables.table("assumptions"))


def operation_problems(folder: Path) -> list[str]:
    """Problems of one operation's folder, scenarios included."""
    found = []
    try:
        found += unasked(operations.from_folder(folder).assumption_rows)
    except DataError as error:
        found += error.problems
    for path in sorted((folder / "scenarios").glob("*.csv")):
        try:
            rows = tables.linked(read(path, "overlay"), "overlay", path)
            found += unasked(rows.assign(file=shown(path)).rename_axis("row").reset_index())
        except DataError as error:
            found += error.problems
    return list(dict.fromkeys(found + _strays(folder)))


def _folders(path: Path) -> list[Path]:
    return sorted(folder for folder in path.glob("*") if folder.is_dir())


def _strays(folder: Path) -> list[str]:
    """Files that nothing reads: a misspelt name must not pass for an absent table."""
    known = {f"{name}{suffix}" for name in (*operations.OPERATION_TABLES, "assumptions") for suffix in (".csv", ".xlsx")}
    known |= {"operation.toml", "scenarios", "README.md"} | {name for name in [operations.guidance_file(folder)] if name}
    names = [path.name for path in folder.iterdir() if not path.name.startswith((".", "~$"))] if folder.is_dir() else []
    return [
        f"{shown(folder / name)}: nothing reads this file; accepted: {', '.join(sorted(known))}"
        for name in sorted(names)
        if name not in known
    ]
