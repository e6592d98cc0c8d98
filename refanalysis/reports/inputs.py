"""Hashes of everything a report is made from: data files, notebook, source of this package, versions."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import refanalysis
from refanalysis.reports.plan import Job

PACKAGES = ("numpy", "pandas", "scipy", "networkx", "matplotlib", "ipykernel", "papermill", "nbconvert")
_SOURCE_ENDINGS = {".py", ".j2", ".css", ".json", ".csv", ".toml"}


def input_files(job: Job, workspace: Path) -> dict[str, str]:
    """SHA-256 of each file a report may read, by path inside the workspace.

    That is the notebook, the shared data, and the operation's folder; for a notebook about no single operation, the
    folders of all.
    """
    data = workspace / "data"
    operations = data / "operations"
    own = operations / job.operation if job.notebook.per_operation else operations
    shared = (path for path in _files(data) if operations not in path.parents)
    paths = [job.notebook.path, *shared, *_files(own)]
    return {_inside(path, workspace): _file_hash(path, path.stat().st_mtime_ns) for path in paths}


def source_digest() -> str:
    """SHA-256 over the package's own source, so that a changed model re-makes its reports."""
    root = Path(refanalysis.__file__).parent
    kept = (path for path in _files(root) if path.suffix in _SOURCE_ENDINGS and "_packaged" not in path.parts)
    return digest({path.relative_to(root).as_posix(): _file_hash(path, path.stat().st_mtime_ns) for path in kept})


def versions() -> dict[str, str]:
    """Versions of Python, of this package and of the packages that results rest on."""
    own = {"python": ".".join(map(str, sys.version_info[:3])), "refanalysis": refanalysis.__version__}
    return own | {name: metadata.version(name) for name in PACKAGES}


@cache
def commit() -> tuple[str, bool]:
    """Commit of the checkout this package lies in, and whether files differ from it; ("", False) when in none."""
    root = Path(refanalysis.__file__).parents[1]
    if not (root / ".git").exists() or shutil.which("git") is None:
        return "", False
    head = _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    return head, bool(head and _git(root, "status", "--porcelain"))


def digest(content: object) -> str:
    """SHA-256 of a plain object's canonical JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def _file_hash(path: Path, changed_ns: int) -> str:
    return file_hash(path)


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and _counts(path.relative_to(folder).parts))


def _counts(parts: Iterable[str]) -> bool:
    return not any(part.startswith((".", "~$")) or part == "__pycache__" for part in parts)


def _inside(path: Path, workspace: Path) -> str:
    return path.relative_to(workspace).as_posix() if path.is_relative_to(workspace) else str(path)
