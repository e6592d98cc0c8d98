"""When milestones are reached: a graph of tasks with lognormal durations, after the arrangement.

Tasks are rows of `data/coordination/tasks.csv`; the condition of each says in which contexts it takes time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from refanalysis import data
from refanalysis.coordination.conditions import parse, truth
from refanalysis.coordination.context import encoded
from refanalysis.coordination.simulation.parameters import READS
from refanalysis.data.tables import linked
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.coordination.arrangement import Arrangement
    from refanalysis.coordination.simulation.parameters import Inputs

ONSET, PLATFORM = "onset", "platform"
SECTOR_START, PLAN_LAUNCH = "sector_group", "plan"
PLACE = "tasks.csv"


class Task(NamedTuple):
    """A task: parameter of its duration (empty: none), tasks it waits for, whether preparedness shortens it, its place.

    One that is not `asked` for in a context takes no time and is no milestone there. Once it is done the obligations of its
    `rules` are met. One that is not `reached` is never done.
    """

    name: str
    duration: str = ""
    after: tuple[str, ...] = ()
    prepared: bool = True
    place: str = ""
    asked: bool = True
    rules: tuple[str, ...] = ()
    reached: bool = True


def tasks_of(arrangement: Arrangement, new_platform: bool = False, file: Path | str | None = None) -> tuple[Task, ...]:
    """Tasks from the onset to working sector groups and a launched plan, as the context of an arrangement asks for them.

    Parameters
    ----------
    new_platform
        Whether a joint platform for refugees and migrants must be created first. It is not read from the context: the few
        cases known had slower onsets too.
    file
        File with the columns of tasks.csv; None for that of `data/coordination/`.

    Raises
    ------
    DataError
        For a condition or duration that cannot be read, with file and row, and as `order` says.
    """
    path = data.workspace() / "data" / "coordination" / PLACE if file is None else Path(file)
    rows = linked(data.read(path, "clock_tasks"), "clock_tasks", path)
    made, found = [], []
    for number, row in rows.iterrows():
        place = f"{path.name}, row {number}"
        try:
            made.append(_task(row, arrangement, new_platform, place))
        except DataError as error:
            found += error.problems
    if found:
        raise DataError(found)
    order(made)
    return tuple(made)


def order(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Tasks so that each comes after those it waits for.

    Raises
    ------
    DataError
        For a name used twice, a task that waits for one that does not exist, and tasks that wait for one another in a circle,
        which it names.

    Examples
    --------
    >>> [task.name for task in order([Task("plan", after=("assessment",)), Task("assessment")])]
    ['assessment', 'plan']
    """
    listed = tuple(tasks)
    known = {task.name: task for task in listed}
    problems = [f"tasks, column task: {name!r} stands twice; accepted: each name once" for name in _twice(listed)]
    problems += [
        f"{_place(task)}, column after: {task.name} waits for {other!r}; accepted: {ONSET}, {', '.join(known)}"
        for task in listed
        for other in task.after
        if other not in known and other != ONSET
    ]
    if problems:
        raise DataError(problems)
    graph = {task.name: [name for name in task.after if name != ONSET] for task in listed}
    try:
        return tuple(known[name] for name in TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = error.args[1]
        raise DataError(
            f"{_place(known[circle[0]])}, column after: {' before '.join(circle)}; accepted: tasks that do not wait for one "
            "another in a circle"
        ) from error


def only_for(goal: str, tasks: Iterable[Task]) -> tuple[Task, ...]:
    """The same tasks in order, of which only `goal` and those it waits for are ever reached."""
    kept, ordered = {goal}, order(tasks)
    for task in reversed(ordered):
        if task.name in kept:
            kept.update(task.after)
    return tuple(task._replace(reached=task.name in kept) for task in ordered)


def milestones(tasks: Sequence[Task], inputs: Inputs, readiness: np.ndarray | float = 0.0) -> dict[str, np.ndarray]:
    """When each task is done, counted from the onset [week], shape (n,) each; infinite for one that never is.

    Parameters
    ----------
    readiness
        Share of preparedness work done before the onset, a number or shape (n,).

    Notes
    -----
    T = max over the tasks it waits for + duration x pace; where preparedness shortens the task, the duration falls by the share
    readiness x preparedness_effect.
    """
    pace = inputs("response_pace")
    kept = 1.0 - np.asarray(readiness) * inputs("preparedness_effect")
    done = {ONSET: np.zeros(inputs.n)}
    for task in order(tasks):
        length = inputs(task.duration) * pace if task.duration else np.zeros(inputs.n)
        begun = np.maximum.reduce([done[name] for name in task.after or (ONSET,)])
        done[task.name] = begun + (length * kept if task.prepared else length) if task.reached else np.full(inputs.n, np.inf)
    return {name: done[name] for name in done if name != ONSET}


def readiness(weeks_before: float, inputs: Inputs) -> np.ndarray:
    """Share of preparedness work that is done when the emergency comes `weeks_before` weeks after it began, shape (n,)."""
    return np.clip(weeks_before / (inputs("duration_preparedness") * inputs("response_pace")), 0.0, 1.0)


def labels() -> dict[str, str]:
    """Names of the milestones for readers."""
    rows = data.read(data.workspace() / "data" / "coordination" / PLACE, "clock_tasks")
    return dict(zip(rows["task"], rows["label"], strict=True))


def _task(row: pd.Series, arrangement: Arrangement, new_platform: bool, place: str) -> Task:
    guidance = arrangement.guidance
    if row["duration"] and row["duration"] not in READS:
        durations = ", ".join(name for name in READS if name.startswith("duration_"))
        raise DataError(f"{place}, column duration: found {row['duration']!r}; accepted: empty, {durations}")
    condition = parse(row["condition"], guidance.dimensions, f"{place}, column condition")
    levels, _ = encoded(arrangement.context, guidance)
    _, never = truth(condition, levels, 1)
    # where nobody knows whether a task is asked for it takes time
    asked = new_platform if row["task"] == PLATFORM else not never[0]
    duration, prepared = row["duration"] if asked else "", bool(row["prepared"])
    return Task(row["task"], duration, _parts(row["after"]), prepared, place, bool(asked), _parts(row["rules"]))


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _place(task: Task) -> str:
    return task.place or f"task {task.name}"


def _twice(tasks: Sequence[Task]) -> list[str]:
    names = [task.name for task in tasks]
    return sorted({name for name in names if names.count(name) > 1} | ({ONSET} & set(names)))
