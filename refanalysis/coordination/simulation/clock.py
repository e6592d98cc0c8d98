"""When milestones are reached: a graph of tasks with lognormal durations, after the arrangement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from refanalysis.schema import DataError

if TYPE_CHECKING:
    from refanalysis.coordination.arrangement import Arrangement
    from refanalysis.coordination.simulation.parameters import Inputs

ONSET = "onset"
SECTOR_START, PLAN_LAUNCH, INFORMATION, FORUM = "sector_group", "plan", "information", "forum"


class Task(NamedTuple):
    """A task: its name, the parameters whose sum is its duration, tasks it waits for, and whether preparedness shortens it."""

    name: str
    durations: tuple[str, ...]
    after: tuple[str, ...] = (ONSET,)
    prepared: bool = True


def tasks_of(arrangement: Arrangement, new_platform: bool = False) -> tuple[Task, ...]:
    """Tasks from the onset to working sector groups and a launched plan, as the arrangement asks for them.

    Parameters
    ----------
    new_platform
        Whether a joint platform for refugees and migrants must be created first. It is not read from the arrangement: the few
        cases known had slower onsets too.
    """
    plans, fora = set(arrangement.instruments["instrument"]), set(arrangement.fora["forum"])
    adapted = arrangement.context["mech_adaptable"] == "true"
    further = [
        ("duration_consultation", bool(plans & {"HRP", "HRP_REFUGEE_CHAPTER"})),
        ("duration_regional", "REGIONAL_RRP" in plans),
        ("duration_clearance", "GOVERNMENT_PLAN" in plans),
    ]
    start = ("platform",) if new_platform else (ONSET,)
    made = [Task("platform", ("duration_platform",), prepared=False)] if new_platform else []
    made += [
        Task("agreement", ("duration_agreement",), start),
        Task("leads", ("duration_leads",), ("agreement",)),
        # a mechanism that is adapted meets already
        Task(FORUM, () if adapted else ("duration_forum",), ("agreement",)),
        Task(SECTOR_START, ("duration_sector_group",), ("leads", FORUM) if FORUM in fora else ("leads",)),
        Task(INFORMATION, ("duration_information",)),
        Task("assessment", ("duration_assessment",), ("agreement",), prepared=False),
        Task("drafting", ("duration_drafting",), ("assessment",)),
        Task(PLAN_LAUNCH, tuple(name for name, asked in further if asked), ("drafting",), prepared=False),
    ]
    return tuple(made)


def order(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Tasks so that each comes after those it waits for.

    Raises
    ------
    DataError
        For a name used twice, a task that waits for one that does not exist, and tasks that wait for one another in a circle,
        which it names.
    """
    listed = tuple(tasks)
    known = {task.name: task for task in listed}
    problems = [f"tasks: {name!r} stands twice; accepted: each name once" for name in _twice(listed)]
    problems += [
        f"tasks, {task.name}: waits for {other!r}, which is no task; accepted: {ONSET}, {', '.join(known)}"
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
        circle = " -> ".join(reversed(error.args[1]))
        raise DataError(f"tasks: {circle} wait for one another; accepted: a graph of tasks without a circle") from error


def milestones(tasks: Sequence[Task], inputs: Inputs, readiness: np.ndarray | float = 0.0) -> dict[str, np.ndarray]:
    """When each task is done, counted from the onset [week], shape (n,) each.

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
        length = sum((inputs(name) for name in task.durations), np.zeros(inputs.n)) * pace
        begun = np.maximum.reduce([done[name] for name in task.after or (ONSET,)])
        done[task.name] = begun + (length * kept if task.prepared else length)
    return {name: done[name] for name in done if name != ONSET}


def readiness(weeks_before: float, inputs: Inputs) -> np.ndarray:
    """Share of preparedness work that is done when the emergency comes `weeks_before` weeks after it began, shape (n,)."""
    return np.clip(weeks_before / (inputs("duration_preparedness") * inputs("response_pace")), 0.0, 1.0)


def _twice(tasks: Sequence[Task]) -> list[str]:
    names = [task.name for task in tasks]
    return sorted({name for name in names if names.count(name) > 1} | ({ONSET} & set(names)))
