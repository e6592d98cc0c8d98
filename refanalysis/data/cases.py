"""Files of coordination cases: situations with the arrangement that was really used, one or several in a YAML file.

Only the form is checked here; what a level or an answer may be is for `refanalysis.coordination`.
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from refanalysis.data import tables
from refanalysis.data.workspace import shown, workspace
from refanalysis.schema import DataError

KEYS = (
    "id", "name", "period", "context", "context_confidence", "overrides", "why", "arrangement", "oracle", "rules_fit",
    "confidence", "sources",
)  # fmt: skip
SUFFIXES = (".yaml", ".yml", ".json", ".toml")
FORM = "a case with id, context and oracle, or a list of them under cases:"
_MAPPINGS = ("context", "arrangement", "oracle", "confidence")
_LARGEST = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One case as its file has it: file, name (its id), and the cells by key."""

    file: str
    name: str
    cells: Mapping[str, Any]

    @property
    def where(self) -> str:
        """File and case, for error texts."""
        return f"{self.file}, case {self.name}"


def packaged() -> Path:
    """Folder of the cases that come with the workspace."""
    return workspace() / "data" / "coordination" / "cases"


def paths(path: Path) -> list[Path]:
    """The file itself, or the files of cases in a folder and below it, sorted.

    Raises
    ------
    DataError
        When there is no such file or folder, or a folder holds none.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise DataError(f"{shown(path)}: there is no such file or folder; accepted: a file or folder of cases")
    below = (each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))
    found = sorted(each for each in below if each.suffix.lower() in SUFFIXES)
    if not found:
        raise DataError(f"{shown(path)}: the folder holds no file of cases; accepted: {', '.join(SUFFIXES)}")
    return found


def records(path: Path) -> tuple[list[Record], list[str]]:
    """Cases of a file that have their form, and one sentence for each problem of those that do not.

    Raises
    ------
    DataError
        For a file that cannot be read at all, or holds no case.
    """
    where, content = shown(path), document(path)
    if isinstance(content, dict) and "cases" in content:
        content = content["cases"]
    elif isinstance(content, dict) and {"id", "oracle", "context"} & set(content):
        content = [content]
    if not isinstance(content, list) or not content:
        raise DataError(f"{where}: found {brief(content)}; accepted: {FORM}")
    found, problems = [], []
    for place, cells in enumerate(content, start=1):
        wrong = _wrong(cells, where, place)
        problems += wrong
        if not wrong:
            found.append(Record(file=where, name=cells["id"].strip(), cells=_without_nothing(cells)))
    return found, problems + _repeated(found)


def document(path: Path) -> Any:
    """What a YAML, JSON or TOML file holds; a key that stands twice is a problem, not an overwritten value.

    Raises
    ------
    DataError
        With the line, for a file that is missing, too large, not UTF-8 or not of its form.
    """
    where = shown(path)
    if not path.is_file():
        raise DataError(f"{where}: there is no such file")
    if path.stat().st_size > _LARGEST:
        raise DataError(f"{where}: the file has {path.stat().st_size:,} bytes; accepted: {_LARGEST:,} at most")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: found a byte that is not UTF-8 (0x{error.object[error.start]:02x})") from error
    if path.suffix.lower() == ".toml":
        return _toml(text, where)
    return _json(text, where) if path.suffix.lower() == ".json" else _yaml(text, where)


def packaged_problems() -> None:
    """Nothing when the packaged cases have their form and name sources that sources.csv lists.

    Raises
    ------
    DataError
        Listing every problem of every file.
    """
    if not packaged().is_dir():
        return
    known, problems, names = tables.keys("sources"), [], {}
    for path in paths(packaged()):
        try:
            found, wrong = records(path)
        except DataError as error:
            problems += error.problems
            continue
        problems += wrong
        for record in found:
            problems += [f"{record.where}: stands in {names[record.name]} as well"] if record.name in names else []
            names.setdefault(record.name, record.file)
            keys = [key for key in record.cells.get("sources", []) if isinstance(key, str)]
            problems += [f"{record.where}, sources: found {key!r}; not in sources.csv" for key in keys if key not in known]
    if problems:
        raise DataError(problems)


def brief(value: object) -> str:
    """A value as error texts show it: never longer than a line."""
    text = repr(value)
    return text if len(text) <= 70 else f"{text[:67]}..."


def _wrong(cells: object, where: str, place: int) -> list[str]:
    """Problems of the form of one case."""
    if not isinstance(cells, dict):
        return [f"{where}, case {place}: found {brief(cells)}; accepted: id, context and oracle"]
    name = cells.get("id")
    if not (isinstance(name, str) and name.strip()):
        return [f"{where}, case {place}, id: found {brief(name)}; accepted: a short name, such as TCD-2023"]
    here = f"{where}, case {name.strip()}"
    missing = [f"{here}: {key} is missing" for key in ("context",) if cells.get(key) is None]
    kinds = [
        f"{here}, {key}: found {brief(cells[key])}; accepted: names with values"
        for key in _MAPPINGS
        if cells.get(key) is not None and not isinstance(cells[key], dict)
    ]
    sources = cells.get("sources")
    if sources is not None and not (isinstance(sources, list) and all(isinstance(one, str | dict) for one in sources)):
        kinds.append(f"{here}, sources: found {brief(sources)}; accepted: a list of keys of sources.csv, or of title and url")
    return missing + kinds + list(_misspelt(cells, here))


def _misspelt(cells: Mapping[object, object], here: str) -> Iterator[str]:
    """Keys that are no key but nearly one; other keys are a stranger's own and are left alone."""
    for key in cells:
        close = difflib.get_close_matches(str(key), KEYS, n=1, cutoff=0.75)
        if key not in KEYS and close:
            yield f"{here}: {key!r} is not known; did you mean {close[0]}?; accepted: {', '.join(KEYS)}"


def _repeated(found: list[Record]) -> list[str]:
    names = [record.name for record in found]
    return [f"{found[0].file}, case {name}: stands {names.count(name)} times; accepted: once"
            for name in dict.fromkeys(names) if names.count(name) > 1]  # fmt: skip


def _without_nothing(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in cells.items() if value is not None}


def _toml(text: str, where: str) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{where}: not TOML ({error})") from error


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, where))
    except json.JSONDecodeError as error:
        raise DataError(f"{where}, row {error.lineno}: not JSON ({error.msg})") from error
    except RecursionError as error:
        raise DataError(f"{where}: nested too deeply to be read") from error


def _once(pairs: list[tuple[str, Any]], where: str) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise DataError([f"{where}: the key {name!r} stands {names.count(name)} times; accepted: once" for name in twice])
    return dict(pairs)


def _yaml(text: str, where: str) -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """Safe, and strict about keys."""

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Iterator[dict[Any, Any]]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = [key for key in dict.fromkeys(keys) if keys.count(key) > 1]
        if twice:
            row = node.start_mark.line + 1
            raise DataError(f"{where}, row {row}: the key {twice[0]!r} stands {keys.count(twice[0])} times; accepted: once")
        made: dict[Any, Any] = {}
        yield made
        made.update(loader.construct_mapping(node, deep=True))

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    try:
        return yaml.load(text, Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = f", row {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise DataError(f"{where}{at}: not YAML ({error.problem or error.context})") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        said = str(error).splitlines()[0] if str(error) else "nested too deeply"
        raise DataError(f"{where}: not YAML ({said})") from error
