"""Which reports a request asks for: operations x notebooks x scenarios, each with its parameters and its place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from refanalysis.reports.notebooks import Notebook, Scalar, listed, typed

BASE = "base"
GENERAL = "general"
_OWN_OPTION = {"operation": "name it as an argument: refanalysis report NAME", "scenario": "use --scenario NAME"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One report to make: the notebook, what it is run for, and where its files go (without an ending)."""

    notebook: Notebook
    operation: str
    scenario: str
    changed: dict[str, Scalar] = field(default_factory=dict)

    @property
    def parameters(self) -> dict[str, Scalar]:
        """All parameters the notebook runs with, its own where nothing else was asked."""
        asked = {"operation": self.operation, "scenario": self.scenario, **self.changed}
        return self.notebook.parameters | {name: asked[name] for name in self.notebook.parameters if name in asked}

    @property
    def group(self) -> str:
        """Folder of the report: the operation, or `general` for a notebook that is about none."""
        return self.operation if self.notebook.per_operation else GENERAL

    @property
    def stem(self) -> PurePosixPath:
        """Path of the report inside the folder of reports, without an ending; different runs never share one."""
        parts = [self.notebook.name, *([self.scenario] if self.scenario != BASE else [])]
        parts += [f"{name}-{_slug(value)}" for name, value in sorted(self.changed.items())]
        return PurePosixPath(self.group, "__".join(parts))

    @property
    def label(self) -> str:
        """The report in one short line."""
        extra = [self.scenario] if self.scenario != BASE else []
        extra += [f"{name} = {value}" for name, value in self.changed.items()]
        return " · ".join([self.group, self.notebook.title, *extra])


def jobs(
    known: Mapping[str, Notebook],
    operations: Sequence[str],
    *,
    cases: Sequence[str] = (),
    wanted_operations: Sequence[str] = (),
    wanted_notebooks: Sequence[str] = (),
    scenarios: Sequence[str] = (BASE,),
    settings: Sequence[str] = (),
) -> list[Job]:
    """Reports to make, grouped by operation.

    Parameters
    ----------
    known
        Notebooks by name.
    operations
        Names of all operations.
    cases
        Names of packaged cases, which notebooks that show them run for when one is named in place of an operation.
    wanted_operations, wanted_notebooks
        What was asked for; nothing means all operations and notebooks. Notebooks that are about no operation are left out when
        operations were named and they were not.
    scenarios
        Scenarios to run each notebook under.
    settings
        `name=value` pairs; each goes to the notebooks that have such a parameter.

    Raises
    ------
    ValueError
        For an unknown operation, notebook or parameter, listing the known ones; for a case and notebooks that show none.
    """
    _known("operation", [name for name in wanted_operations if name not in cases], operations, cases)
    _known("notebook", wanted_notebooks, known)
    chosen = [known[name] for name in (wanted_notebooks or known)]
    _refuse_cases([name for name in wanted_operations if name not in operations], chosen, known)
    changes = _changes(settings, chosen)
    general = [book for book in chosen if not book.per_operation and (wanted_notebooks or not wanted_operations)]
    made = [
        Job(notebook=book, operation=_any_operation(book, operations), scenario=scenario, changed=changes[book.name])
        for book in general
        for scenario in _scenarios(book, scenarios)
    ]
    return made + [
        Job(notebook=book, operation=operation, scenario=scenario, changed=changes[book.name])
        for operation in _once(wanted_operations or operations)
        for book in chosen
        if book.per_operation and (book.cases or operation in operations)
        for scenario in _scenarios(book, scenarios)
    ]


def _known(kind: str, wanted: Iterable[str], known: Iterable[str], cases: Sequence[str] = ()) -> None:
    unknown = [name for name in wanted if name not in known]
    if unknown:
        more = f"; known cases: {listed(cases)}" if cases else ""
        raise ValueError(f"unknown {kind} {listed(map(repr, unknown))}; known {kind}s: {listed(known)}{more}")


def _refuse_cases(wanted: Sequence[str], chosen: Sequence[Notebook], known: Mapping[str, Notebook]) -> None:
    if wanted and not any(book.cases for book in chosen):
        able = listed(book.name for book in known.values() if book.cases)
        raise ValueError(
            f"{listed(wanted)} is a case, which no chosen notebook shows; accepted: --notebook {able}, or an operation"
        )


def _changes(settings: Sequence[str], chosen: Sequence[Notebook]) -> dict[str, dict[str, Scalar]]:
    changes: dict[str, dict[str, Scalar]] = {book.name: {} for book in chosen}
    for setting in settings:
        name, text = _pair(setting)
        takers = [book for book in chosen if name in book.parameters]
        if not takers:
            raise ValueError(f"no chosen notebook has a parameter {name!r}; known parameters:\n{_all_parameters(chosen)}")
        for book in takers:
            value = typed(book, name, text)
            if value != book.parameters[name]:
                changes[book.name][name] = value
    return changes


def _pair(setting: str) -> tuple[str, str]:
    name, sign, text = setting.partition("=")
    name = name.strip()
    if not sign or not name:
        raise ValueError(f"--set takes name=value, not {setting!r}")
    if name in _OWN_OPTION:
        raise ValueError(f"--set cannot change the {name}; {_OWN_OPTION[name]}")
    return name, text.strip()


def _all_parameters(chosen: Sequence[Notebook]) -> str:
    settable = {book.name: [name for name in book.parameters if name not in _OWN_OPTION] for book in chosen}
    return "\n".join(f"  {name}: {listed(names)}" for name, names in settable.items())


def _any_operation(book: Notebook, operations: Sequence[str]) -> str:
    own = str(book.parameters.get("operation", ""))
    return own if own in operations or not operations else operations[0]


def _scenarios(book: Notebook, scenarios: Sequence[str]) -> Sequence[str]:
    return _once(scenarios) if "scenario" in book.parameters else (BASE,)


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _slug(value: Scalar) -> str:
    text = str(value)
    plain = re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-.")
    if plain == text and len(plain) <= 24:
        return plain
    return f"{plain[:16]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
