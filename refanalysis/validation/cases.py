"""Which program's cases which profile compares, where the packaged cases lie, and the run over one folder or all programs."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from refanalysis.schema.types import DataError
from refanalysis.validation import compare

if TYPE_CHECKING:
    import pandas as pd

PROGRAMS: dict[str, tuple[str, ...]] = {
    "giga": ("giga", "giga_trees"),
    "pytal": ("pytal",),
    "globalsat": ("globalsat",),
    "other": ("other",),
    "worked_examples": ("worked_examples",),
    "networks": ("networks",),
    "coordination": ("coordination",),
}
# programs whose cases name themselves: a file, or a folder with all below it, is compared at once. Their answers are words, and
# pages on numbers that agree to so many digits do not count them: they are compared when named
IN_WORDS = ("coordination",)
PACKAGED = Path(__file__).parent / "cases"
_TABLES = (".csv", ".csv.gz", ".json")


def run(program: str = "", folder: Path | None = None) -> pd.DataFrame:
    """Comparison rows of one program, or of all, over the cases under `folder` or those packaged with the project.

    Parameters
    ----------
    program
        One of `PROGRAMS`; all whose answers are numbers when empty.
    folder
        A folder of files in the form of the packaged ones, or the folder that holds one named as the program; folders below
        it are searched too. For the programs of `IN_WORDS` also a single file.

    Returns
    -------
    DataFrame
        One row for each case and quantity, with the columns `compare.COLUMNS`; a file that could not be used is a row too.

    Raises
    ------
    ValueError
        For an unknown program.
    DataError
        For a path that is not a folder, or, for all programs, one without a folder named as any of them.
    """
    if program and program not in PROGRAMS:
        raise ValueError(f"unknown program {program!r}; accepted: {', '.join(PROGRAMS)}")
    rows: list[dict[str, Any]] = []
    for name in [program] if program else _named(folder):
        for each in _places(name, folder):
            rows += _compared(name, each)
    return compare.table(rows)


def packaged(program: str) -> Path:
    """Folder of the cases of a program that come with the project."""
    module = _modules(program)[0]
    return module.packaged() if program in IN_WORDS else PACKAGED / program


def _named(folder: Path | None) -> list[str]:
    """All programs with numbers, or those after which a folder in `folder` is named."""
    if folder is None:
        return [name for name in PROGRAMS if name not in IN_WORDS]
    found = [name for name in PROGRAMS if (folder / name).is_dir()]
    if not found:
        raise DataError(f"{folder}: there is no folder named as a program; accepted: {', '.join(PROGRAMS)}")
    return found


def _places(program: str, folder: Path | None) -> list[Path]:
    """Folders with files, the named one first, or a file of cases; without `folder` the packaged one."""
    top = packaged(program) if folder is None else folder
    top = top / program if (top / program).is_dir() else top
    if program in IN_WORDS:
        return [top]
    if not top.is_dir():
        raise DataError(f"{top}: there is no such folder; accepted: a folder of cases in the form of those of {program}")
    below = [path for path in sorted(top.rglob("*")) if path.is_dir() and not _hidden(path.relative_to(top))]
    return [each for each in [top, *below] if any(path.is_file() for path in each.iterdir())]


def _compared(program: str, folder: Path) -> list[dict[str, Any]]:
    modules = _modules(program)
    rows = [row for module in modules for row in module.rows(folder).to_dict("records")]
    if program in IN_WORDS:
        return rows
    return rows + [compare.unused(program, name, "unknown file name") for name in _unknown(folder, modules)]


def _modules(program: str) -> list[ModuleType]:
    return [import_module(f"refanalysis.validation.{name}") for name in PROGRAMS[program]]


def _unknown(folder: Path, modules: Sequence[ModuleType]) -> list[str]:
    """Names of the tables in a folder that no profile reads."""
    patterns = [pattern for module in modules for pattern in module.KNOWN]
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name.endswith(_TABLES))
    return [name for name in names if not any(fnmatchcase(name, pattern) for pattern in patterns)]


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "__")) for part in path.parts)
