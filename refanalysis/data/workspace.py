"""Where `data/` and `notebooks/` lie."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "REFANALYSIS_WORKSPACE"


def workspace() -> Path:
    """Folder that holds `data/` and `notebooks/`.

    The environment variable REFANALYSIS_WORKSPACE wins; else the current folder or the nearest parent that is a workspace;
    else what came with the package.

    Raises
    ------
    FileNotFoundError
        When REFANALYSIS_WORKSPACE names a folder that is not a workspace.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not _is_workspace(Path(named)):
            raise FileNotFoundError(f"{VARIABLE}={named} is not a workspace: it holds no data/parameters.csv")
        return Path(named).resolve()
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if _is_workspace(folder)), shipped())


def _is_workspace(folder: Path) -> bool:
    return (folder / "data" / "parameters.csv").is_file() and (folder / "notebooks").is_dir()


def shipped() -> Path:
    """Folder with the data and notebooks that came with the package: inside an installed wheel, or the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_packaged"
    return installed if installed.is_dir() else package.parent


def shown(path: Path) -> str:
    """`path` as a reader knows it: relative to the workspace when it lies inside."""
    resolved = path.resolve()
    for base in (workspace(), Path.cwd()):
        if resolved.is_relative_to(base):
            return resolved.relative_to(base).as_posix()
    return resolved.as_posix()
