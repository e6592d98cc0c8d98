"""Scenarios: arrangements by the week from which they hold, and what else sets one apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from refanalysis.coordination.arrangement import Arrangement, derive
from refanalysis.coordination.context import Context
from refanalysis.coordination.simulation import clock
from refanalysis.coordination.simulation.parameters import SECTORS

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.coordination.simulation.clock import Task

PREPAREDNESS = "preparedness"
EDGE = ("from_body", "edge_type", "to_body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One course of a response.

    Attributes
    ----------
    name
        Name for readers.
    steps
        Arrangements by the week from which they hold: one at week 0; later ones change the phase; one of the preparedness phase
        at a week below 0 gives the weeks of preparation.
    changes
        Numbers set in every draw: parameters, or in place of what the network gives coordinated_share, information_latency
        [week], overhead, plan_launch [week], sector_start [week]. With settling_rate [duplicated deliveries for each person in
        need, a week] overlaps wait for the coordinators of sectors, see `dynamics`; double_hatted is the share of coordinators
        who hold another post as well and settle half as many.
    new_platform
        Whether a joint platform must be created before a plan.
    observed
        Edges that were observed in place of the derived ones, in every phase, with columns from_body, edge_type and to_body.
    tasks
        Tasks of the milestone clock in place of those of the arrangement.
    findings
        Table `coordination_findings` of the operation, from `coordination.conformance`: what its register shows of obligations.
    """

    name: str
    steps: Mapping[int, Arrangement]
    changes: Mapping[str, float] = field(default_factory=dict)
    new_platform: bool = False
    observed: pd.DataFrame | None = None
    tasks: tuple[Task, ...] | None = None
    findings: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        begun = [week for week, each in self.steps.items() if each.context["phase"] != PREPAREDNESS]
        early = [week for week, each in self.steps.items() if each.context["phase"] == PREPAREDNESS]
        if not begun or min(begun) != 0:
            raise ValueError(
                f"scenario {self.name}: a step at week 0, past preparedness, is needed; found weeks {sorted(begun)}"
            )
        if len(early) > 1 or any(week >= 0 for week in early):
            raise ValueError(
                f"scenario {self.name}: preparedness at week {', '.join(map(str, sorted(early)))}; "
                "accepted: one step, before week 0"
            )
        wanted = {"observed edges": (self.observed, EDGE), "findings": (self.findings, ("finding", "rules"))}
        for what, (frame, names) in wanted.items():
            for name in names:
                if frame is not None and name not in frame:
                    raise ValueError(f"scenario {self.name}: {what} have no column {name}")

    @property
    def preparation(self) -> int:
        """Weeks of preparedness before the onset."""
        return max([-week for week in self.steps if week < 0], default=0)

    @property
    def phases(self) -> list[tuple[int, Arrangement]]:
        """Arrangements from week 0 on, in order."""
        return sorted((week, each) for week, each in self.steps.items() if week >= 0)


def scenario(name: str, steps: Context | Arrangement | Mapping[int, Context | Arrangement], **options: object) -> Scenario:
    """A scenario of one context or arrangement, or of several by the week from which they hold; `options` as in `Scenario`."""
    given = steps if isinstance(steps, Mapping) else {0: steps}
    made = {int(week): derive(each) if isinstance(each, Context) else each for week, each in given.items()}
    return Scenario(name=name, steps=made, **options)


def uncoordinated(
    steps: Context | Arrangement | Mapping[int, Context | Arrangement],
    name: str = "Nobody coordinates",
    changes: Mapping[str, float] | None = None,
    new_platform: bool = False,
) -> Scenario:
    """The yardstick for an arrangement: the same response in which nobody coordinates.

    No forum meets and nobody informs anybody: no hours go into meetings, no delivery is made with knowledge of others, and no
    obligation to meet or inform is met. The plan is agreed, written and launched as in the arrangement, because money waits for
    it: in every draw as much money comes in every week as with the arrangement, and only its use differs. It is no forecast of
    what would happen: organisations would find some other way to speak to one another.

    Parameters
    ----------
    steps, changes, new_platform
        As those of the scenario it is compared with.
    """
    import pandas as pd

    made = scenario(name, steps, new_platform=new_platform)
    tasks = clock.only_for(clock.PLAN_LAUNCH, clock.tasks_of(made.phases[0][1], new_platform))
    nobody = pd.DataFrame({column: pd.Series(dtype="str") for column in EDGE})
    return replace(made, observed=nobody, tasks=tasks, changes=dict(changes or {}))


def listed(scenarios: Mapping[str, object] | Iterable[Scenario] | Scenario) -> list[Scenario]:
    """Scenarios of a mapping from names to contexts, arrangements or steps, or of a list of scenarios.

    Raises
    ------
    ValueError
        For no scenario, or a name used twice.
    """
    if isinstance(scenarios, Scenario):
        return [scenarios]
    if isinstance(scenarios, Mapping):
        made = [each if isinstance(each, Scenario) else scenario(name, each) for name, each in scenarios.items()]
    else:
        made = list(scenarios)
    names = [each.name for each in made]
    if not made or len(set(names)) < len(names):
        raise ValueError(f"scenarios: found {', '.join(names) or 'none'}; accepted: one or more, each name once")
    return made


def sectors_of(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Sectors that can be simulated and that some scenario has, or may have where its context leaves a level unknown."""
    held = {sector for each in scenarios for _, arrangement in each.phases for sector in arrangement.sector_leads}
    return tuple(sector for sector in SECTORS if sector in held)
