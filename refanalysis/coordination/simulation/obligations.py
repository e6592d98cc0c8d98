"""Which obligations in force an arrangement as simulated meets, and from which week.

An obligation is a rule in force in the first phase that says shall, should or where possible. The simulation shows it met once
all of this holds:

- the milestones that tasks.csv names for it are reached;
- what each information flow it asks for brings is, on average over time, no older than is due;
- each forum it asks for is at work, where the network was observed;
- the register of the operation shows it met, where the scenario holds its `findings`.

Where none of this applies, or the register cannot tell, the obligation cannot be told. The simulation takes such rules as kept:
to count them as met would give an assumption back as a result.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from refanalysis.coordination.conformance.finding import OBLIGING
from refanalysis.coordination.conformance.ties import MET, MISSING, UNTOLD
from refanalysis.coordination.rules import FIRED
from refanalysis.coordination.simulation.kpis import ALL, Series, ratio
from refanalysis.coordination.simulation.network import derived, network

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from refanalysis.coordination.arrangement import Arrangement
    from refanalysis.coordination.simulation.clock import Task
    from refanalysis.coordination.simulation.scenarios import Scenario


class Asked(NamedTuple):
    """What a rule in force asks for: itself, the numbers of its flows, and its fora."""

    rule: Mapping[str, str]
    flows: tuple[int, ...]
    fora: frozenset[str]


class Obligation(NamedTuple):
    """A rule in force, what shows it met, the milestones it waits for, and the week from which it is met.

    The week is an array of shape (n,), infinite where it never is; None where it cannot be told.
    """

    rule: Mapping[str, str]
    told_by: tuple[str, ...]
    milestones: tuple[str, ...]
    week: np.ndarray | None


def obligations(
    course: Scenario, tasks: Iterable[Task], done: Mapping[str, np.ndarray], ages: np.ndarray, due: np.ndarray
) -> list[Obligation]:
    """Obligations of the first phase of a scenario.

    Parameters
    ----------
    tasks, done
        Tasks of the clock, and when each is done [week].
    ages
        Mean age of what each flow brings [week], shape (flows, n); nan for one that is not there.
    due
        Oldest age that counts as on time [week], shape (n,).
    """
    arrangement = course.phases[0][1]
    waiting: dict[str, list[str]] = {}
    for task in tasks:
        for rule in task.rules:
            waiting.setdefault(rule, []).append(task.name)
    timely = np.where(ages <= due, 0.0, np.inf)
    at_work = set(network(arrangement, course.observed).fora["forum"])
    record = _on_record(course.findings)
    found = []
    for name, asked in _asked(arrangement).items():
        milestones = tuple(waiting.get(name, ()))
        parts = {"milestone": [done[each] for each in milestones], "flow": [timely[number] for number in asked.flows]}
        if course.observed is not None and asked.fora:
            parts["forum"] = [np.full(due.shape, 0.0 if asked.fora <= at_work else np.inf)]
        if record is not None:
            parts["record"] = [np.full(due.shape, np.inf if record.get(name) == MISSING else 0.0)]
        told = tuple(kind for kind, weeks in parts.items() if weeks)
        weeks = [each for kind in told for each in parts[kind]]
        if not weeks or (record is not None and record.get(name, UNTOLD) == UNTOLD):
            found.append(Obligation(asked.rule, (), milestones, None))
        else:
            found.append(Obligation(asked.rule, told, milestones, np.maximum.reduce(weeks)))
    return found


def figures(found: Sequence[Obligation], last: int, n: int) -> list[Series]:
    """Key figures: how many are in force, how many can be told, and the share of these met by the last week, also by force."""
    told = [each for each in found if each.week is not None]
    by_force = {"": told} | {f"_{force}": [each for each in told if each.rule["strength"] == force] for force in OBLIGING}
    counts = {"obligations_in_force": len(found), "obligations_told": len(told)}
    return [
        *(Series(ALL, ALL, name, "obligation", np.full(n, float(many))) for name, many in counts.items()),
        *(Series(ALL, ALL, f"obligations_met{force}", "share", _met(own, last, n)) for force, own in by_force.items()),
    ]


def weekly(found: Sequence[Obligation], weeks: int, n: int) -> np.ndarray:
    """Share of obligations that can be told that are met by the end of each week, shape (weeks, n); nan where none can."""
    told = [np.ceil(each.week) for each in found if each.week is not None]
    met = np.zeros((weeks, n))
    for begun in told:
        inside = np.flatnonzero(begun < weeks)
        np.add.at(met, (begun[inside].astype(np.intp), inside), 1.0)
    return ratio(np.cumsum(met, axis=0), np.full_like(met, len(told)))


def table(name: str, found: Sequence[Obligation], last: int) -> pd.DataFrame:
    """Table `simulated_obligations` of one scenario."""
    import pandas as pd

    rows = []
    for each in found:
        met = np.array([]) if each.week is None else each.week[each.week <= last]
        share = np.nan if each.week is None else met.size / each.week.size
        told, waits = ";".join(each.told_by), ";".join(each.milestones)
        rule = each.rule
        cells = (name, rule["rule"], rule["area"], rule["strength"], rule["paraphrase"], told, waits, share)
        rows.append((*cells, np.median(met) if met.size else np.nan))
    columns = "scenario rule area strength obligation told_by milestones met week"
    return pd.DataFrame(rows, columns=columns.split())


@lru_cache(maxsize=64)
def _asked(arrangement: Arrangement) -> dict[str, Asked]:
    """Rules in force that oblige somebody, with what each asks for."""
    flows: dict[str, list[int]] = {}
    for number, rules in enumerate(derived(arrangement).flows["rules"]):
        for rule in rules.split(";"):
            flows.setdefault(rule, []).append(number)
    fora: dict[str, set[str]] = {}
    for element in arrangement.elements:
        if element.kind == "forum":
            fora.setdefault(element.rule, set()).add(element.target)
    known = arrangement.guidance.rules
    return {
        rule: Asked(known[rule] | {"rule": rule}, tuple(flows.get(rule, ())), frozenset(fora.get(rule, ())))
        for rule, (status, _) in arrangement.verdicts.items()
        if status == FIRED and known[rule]["strength"] in OBLIGING
    }


def _on_record(findings: pd.DataFrame | None) -> dict[str, str] | None:
    """What the register shows of each rule: missing where anything is, met where all of it is."""
    if findings is None:
        return None
    verdicts: dict[str, set[str]] = {}
    for finding, rules in zip(findings["finding"], findings["rules"], strict=True):
        for rule in rules.split(";"):
            verdicts.setdefault(rule, set()).add(finding)
    order = (MISSING, UNTOLD, MET)
    return {rule: next((each for each in order if each in own), UNTOLD) for rule, own in verdicts.items()}


def _met(found: Sequence[Obligation], last: int, n: int) -> np.ndarray:
    if not found:
        return np.full(n, np.nan)
    return np.mean([each.week <= last for each in found], axis=0)
