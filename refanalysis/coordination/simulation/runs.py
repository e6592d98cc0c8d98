"""Simulations of several scenarios with the same random numbers, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import schema
from refanalysis.assumptions import Assumptions
from refanalysis.coordination.simulation import obligations
from refanalysis.coordination.simulation.kpis import ALL, Record, Series
from refanalysis.coordination.simulation.measuring import measured, there
from refanalysis.coordination.simulation.network import derived
from refanalysis.coordination.simulation.parameters import Inputs, drawn, refuse_sectors, shared
from refanalysis.coordination.simulation.scenarios import Scenario, listed, sectors_of
from refanalysis.summary import QUANTILES, spread

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.coordination.simulation.population import People
    from refanalysis.coordination.simulation.preparing import Prepared
    from refanalysis.sampling import Draws

_SPREAD = ("mean", *QUANTILES)
_TABLES = {
    name: name for name in ("trajectories", "kpis", "milestones", "flow_ages", "couplings")
} | {"obligations": "simulated_obligations"}  # fmt: skip
_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulated:
    """What `simulate` found.

    Attributes
    ----------
    scenarios
        In the order given.
    trajectories, kpis, milestones, flow_ages, couplings
        Tables of these names.
    obligations
        Table `simulated_obligations`.
    by_draw
        Key figures of each draw: by scenario, a list of `Series` in the order of `kpis`.
    draws
        The drawn assumptions, the same for all scenarios.
    """

    scenarios: tuple[Scenario, ...]
    trajectories: pd.DataFrame
    kpis: pd.DataFrame
    milestones: pd.DataFrame
    flow_ages: pd.DataFrame
    couplings: pd.DataFrame
    obligations: pd.DataFrame
    by_draw: Mapping[str, list[Series]]
    draws: Draws


def simulate(
    scenarios: Mapping[str, object] | Iterable[Scenario] | Scenario,
    people: People,
    assumptions: Assumptions | None = None,
    *,
    sectors: Iterable[str] | None = None,
    draws: int = 2000,
    seed: int = 0,
    detail: bool = False,
    by_draw: bool = False,
) -> Simulated:
    """Coverage, money, information and milestones of each scenario, over the same draws of every assumption.

    Parameters
    ----------
    scenarios
        Contexts, arrangements or steps by name, or a list of `Scenario`.
    people
        Who is where, and who comes when; its arrivals set the number of weeks.
    assumptions
        Of an operation (`assumptions.load`); None for the shared ones.
    sectors
        Sectors to simulate, the same in all scenarios; None for those that any of them has. Naming them keeps results as they
        are when scenarios are added. A sector without a led group in an arrangement is not coordinated there, nor is one
        whose group is undecided because the context leaves a level unknown: see `couplings`.
    detail
        Whether trajectories hold each sector in each area too.
    by_draw
        Whether trajectories hold every draw too: weeks x series x draws rows.

    Raises
    ------
    ValueError
        For arguments that are not accepted.
    DataError
        For people or tasks that cannot be.

    Notes
    -----
    At the onset nobody is covered, those already present included. People without coverage count once in each sector.
    `weeks_to_50` and `weeks_to_80` are the length of the simulation where the level is not reached; `reaches_50` says how often
    it is. Memory grows with draws x sectors x areas x the longest latency in weeks, not with the number of weeks.

    Nobody has published a causal estimate of what an arrangement changes: differences follow from the assumptions listed in
    `data/assumptions/coordination.csv`. Funding is the same in all scenarios unless `changes` says otherwise. People displaced
    inside the country are no part of `people`: a context with them changes the arrangement only.
    """
    courses = listed(scenarios)
    chosen = sectors_of(courses) if sectors is None else tuple(sectors)
    refuse_sectors(chosen)
    held = shared() if assumptions is None else assumptions
    values = drawn(held, draws, seed)
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in _TABLES}
    series: dict[str, list[Series]] = {}
    for course in courses:
        inputs = Inputs(values=values, n=draws, changes=course.changes)
        made, record, series[course.name], ages, timely, bound = measured(
            course, people, inputs, chosen, held.price_basis, detail=detail, draws=by_draw
        )
        parts["trajectories"].append(_trajectories(course.name, record))
        parts["kpis"].append(_spread_of(series[course.name]).assign(scenario=course.name))
        parts["milestones"].append(_milestones(course.name, made))
        parts["flow_ages"].append(_flow_ages(course, ages, timely))
        parts["couplings"].append(_couplings(course.name, made, chosen))
        parts["obligations"].append(obligations.table(course.name, bound, people.weeks - 1))
    tables = {name: _joined(frames, _TABLES[name]) for name, frames in parts.items()}
    return Simulated(scenarios=tuple(courses), by_draw=series, draws=values, **tables)


def differences(simulated: Simulated, base: str) -> pd.DataFrame:
    """Key figures of every other scenario less those of `base`, draw by draw, as table `scenario_differences`.

    The 95 % interval is that of the mean over the draws: it tells whether enough were made, not how sure the assumptions are.

    Raises
    ------
    ValueError
        For a base that is no scenario.
    """
    if base not in simulated.by_draw:
        raise ValueError(f"no scenario is called {base!r}; known: {', '.join(simulated.by_draw)}")
    frames = []
    for name, series in simulated.by_draw.items():
        if name == base:
            continue
        pairs = list(zip(series, simulated.by_draw[base], strict=True))
        apart = [Series(*one[:4], one.values - other.values) for one, other in pairs]
        frame = _spread_of(apart).assign(scenario=name, base=base)
        reach = [_NORMAL_95 * np.std(each.values, ddof=min(1, each.values.size - 1)) / each.values.size**0.5 for each in apart]
        frames.append(frame.assign(low=frame["mean"] - reach, high=frame["mean"] + reach))
    return _joined(frames, "scenario_differences")


def _spread_of(series: list[Series]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame([each[:4] for each in series], columns=["sector", "area", "outcome", "unit"])
    values = np.array([each.values for each in series], dtype=float)
    return frame.assign(**dict(zip(_SPREAD, spread(values).T, strict=True)))


def _trajectories(name: str, record: Record) -> pd.DataFrame:
    import pandas as pd

    labels = pd.DataFrame(record.labels, columns=["sector", "area", "outcome", "unit"])
    frame = _weekly(labels, np.array(record.quantiles), "quantile", list(QUANTILES))
    frame["draw"] = pd.array([pd.NA] * len(frame), dtype="Int64")
    if record.kept is not None:
        kept = np.array(record.kept)
        draws = _weekly(labels, kept, "draw", range(kept.shape[2])).astype({"draw": "Int64"})
        frame = pd.concat([frame, draws.assign(quantile="")], ignore_index=True)
    return frame.assign(scenario=name)


def _weekly(labels: pd.DataFrame, values: np.ndarray, name: str, levels: Sequence[object]) -> pd.DataFrame:
    """Values of shape (weeks, series, levels), one row each; column `name` holds the level."""
    weeks, number, many = values.shape
    frame = labels.iloc[np.tile(np.repeat(np.arange(number), weeks), many)].reset_index(drop=True)
    level, week = np.repeat(np.asarray(levels), weeks * number), np.tile(np.arange(weeks), number * many)
    return frame.assign(**{name: level}, week=week, value=values.T.ravel())


def _milestones(name: str, made: Prepared) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame({"milestone": made.asked}).assign(scenario=name, unit="week")
    values = np.array([made.milestones[milestone] for milestone in made.asked])
    return frame.assign(**dict(zip(_SPREAD, spread(values).T, strict=True)))


def _flow_ages(course: Scenario, ages: np.ndarray, timely: np.ndarray) -> pd.DataFrame:
    """Age of what each flow of the first phase brings; a flow that was not observed brings nothing."""
    flows = derived(course.phases[0][1]).flows
    found_there = there(course)
    observed = "derived" if course.observed is None else "observed"
    kept = flows[["from_body", "to_body", "what", "strength", "rules"]]
    found = dict(zip(_SPREAD, spread(ages).T, strict=True)) if len(flows) else {}
    status = np.where(found_there, observed, "missing")
    return kept.assign(scenario=course.name, status=status, unit="week", on_time=timely.mean(axis=1), **found)


def _couplings(name: str, made: Prepared, sectors: tuple[str, ...]) -> pd.DataFrame:
    frames = []
    for week, arrangement, found in made.couplings:
        series = [
            Series(s, ALL, "coordinated_share", "share", each) for s, each in zip(sectors, found.coordinated, strict=True)
        ]
        series += [Series(s, ALL, "information_latency", "week", each) for s, each in zip(sectors, found.latency, strict=True)]
        series += [
            Series(ALL, ALL, "overhead", "share", found.overhead),
            Series(ALL, ALL, "meeting_hours", "hour/week", found.hours),
        ]
        frames.append(_spread_of(series).assign(scenario=name, week=week, phase=arrangement.context["phase"]))
    import pandas as pd

    return pd.concat(frames, ignore_index=True)


def _joined(frames: list[pd.DataFrame], table: str) -> pd.DataFrame:
    import pandas as pd

    names = schema.TABLES[table].names
    whole = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({name: [] for name in names})
    return schema.check(whole[names], table)
