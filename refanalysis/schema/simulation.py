"""Tables that `refanalysis.coordination.simulation` returns."""

from __future__ import annotations

from refanalysis.schema.columns import ID, NOTE, QUALITY, SOURCE, number, text
from refanalysis.schema.types import Column, Table

QUANTILES = ("p05", "p50", "p95")
_SCENARIO = text("scenario", "scenario", required=True)
_PLACE = (
    text("sector", "sector in coordination/sectors.csv, or all", required=True),
    text("area", "area, or all", required=True),
)
_OUTCOME = (text("outcome", "what is measured", required=True), text("unit", "its unit", required=True))
_SPREAD = (
    number("mean", "mean over the draws"),
    number("p05", "5th percentile"),
    number("p50", "median"),
    number("p95", "95th percentile"),
)
_WEEK = Column(name="week", meaning="week, 0 is the one of the onset", kind="integer", required=True, minimum=0)

SIMULATION_DATA = (
    Table(
        name="clock_tasks",
        meaning="tasks between the onset of an emergency and working sector groups and a launched plan",
        key=("task",),
        references={"source": "sources"},
        columns=(
            text("task", "short name", required=True, pattern=ID),
            text("label", "name for readers", required=True),
            text("after", "tasks it waits for, separated by ';'; empty: only for the onset"),
            text("duration", "parameter of its duration; empty: none, it is a milestone"),
            text("condition", "contexts in which it takes time, as in rules.csv; elsewhere it is done at once", required=True),
            Column(name="prepared", meaning="whether preparedness shortens it", kind="flag", required=True),
            text("rules", "rules whose obligation is met once it is done, separated by ';'"),
            SOURCE,
            QUALITY,
            NOTE,
        ),
    ),
    Table(
        name="arrivals",
        meaning="people who had arrived so many days after the first came, in emergencies that were counted",
        key=("preset", "day"),
        references={"source": "sources"},
        columns=(
            text("preset", "short name of the emergency", required=True, pattern=ID),
            text("label", "name for readers", required=True),
            Column(name="onset", meaning="first day of arrivals", kind="date", required=True),
            Column(name="day", meaning="day, the first one is 1", kind="integer", required=True, minimum=1),
            number("people", "people who had come by the end of that day", unit="person", required=True, minimum=0),
            text(
                "bound",
                "whether the source gives a number or says more than it",
                required=True,
                accepted=("counted", "at least"),
            ),
            SOURCE,
            QUALITY,
            NOTE,
        ),
    ),
)

SIMULATION_RESULTS = (
    Table(
        name="trajectories",
        meaning="outcomes of a simulation week by week: by quantile over the draws, or by draw",
        columns=(
            _SCENARIO,
            *_PLACE,
            _WEEK,
            *_OUTCOME,
            text("quantile", "quantile over the draws; empty in a row of one draw"),
            Column(name="draw", meaning="number of the draw; empty in a row of a quantile", kind="integer", minimum=0),
            number("value", "its value; empty where nobody is in need"),
        ),
    ),
    Table(
        name="kpis",
        meaning="key figures of a simulation over the draws",
        columns=(_SCENARIO, *_PLACE, *_OUTCOME, *_SPREAD),
    ),
    Table(
        name="scenario_differences",
        meaning="key figures of a scenario less those of another, draw by draw",
        columns=(
            _SCENARIO,
            text("base", "scenario it is compared with", required=True),
            *_PLACE,
            *_OUTCOME,
            number("mean", "mean difference"),
            number("low", "lower end of the 95 % interval of the mean difference"),
            number("high", "upper end of the 95 % interval of the mean difference"),
            *_SPREAD[1:],
        ),
    ),
    Table(
        name="milestones",
        meaning="when milestones are reached, counted from the onset",
        columns=(
            _SCENARIO,
            text("milestone", "task that is done", required=True),
            text("unit", "its unit", required=True),
            *_SPREAD,
        ),
    ),
    Table(
        name="flow_ages",
        meaning="how old the information is that flows of an arrangement bring",
        columns=(
            _SCENARIO,
            text("from_body", "who tells", required=True),
            text("to_body", "who is told", required=True),
            text("what", "what about"),
            text("strength", "force of the obligation", required=True),
            text("rules", "rules it comes from, separated by ';'"),
            text("status", "whether the flow is there", required=True, accepted=("derived", "observed", "missing")),
            text("unit", "unit of the ages", required=True),
            number("mean", "mean age over time and draws; empty for a missing flow", minimum=0),
            number("p05", "5th percentile over the draws of the mean age", minimum=0),
            number("p50", "median", minimum=0),
            number("p95", "95th percentile", minimum=0),
            number("on_time", "share of time in which it is not older than due, mean over the draws", unit="share",
                   required=True, minimum=0, maximum=1),
        ),
    ),
    Table(
        name="simulated_obligations",
        meaning="obligations in force in the first phase of a scenario, and from when the simulation shows them met",
        key=("scenario", "rule"),
        columns=(
            _SCENARIO,
            text("rule", "rule in force", required=True),
            text("area", "area of responsibility", required=True),
            text("strength", "force of the rule", required=True, accepted=("shall", "should", "where_possible")),
            text("obligation", "what it asks for, in words", required=True),
            text("told_by", "what shows it: milestone, flow, forum or record, separated by ';'; empty: it cannot be told"),
            text("milestones", "milestones it waits for, separated by ';'"),
            number("met", "share of draws in which it is met by the last week; empty where it cannot be told", unit="share",
                   minimum=0, maximum=1),
            number("week", "median week from which it is met, of the draws in which it is; empty where it never is",
                   unit="week", minimum=0),
        ),
    ),
    Table(
        name="couplings",
        meaning="what the network of a scenario gives its simulation, by phase",
        columns=(_SCENARIO, _WEEK, text("phase", "phase of the context", required=True), _PLACE[0], *_OUTCOME, *_SPREAD),
    ),
    Table(
        name="hypercube",
        meaning="an outcome in cases of a Latin hypercube over the assumptions",
        columns=(
            Column(name="case", meaning="number of the case", kind="integer", required=True, minimum=0),
            text("parameter", "parameter of the assumption", required=True),
            text("unit", "its unit", required=True),
            number("value", "its value in the case", required=True),
            text("outcome", "what is measured", required=True),
            text("outcome_unit", "its unit", required=True),
            number("outcome_value", "outcome of the case", required=True),
        ),
    ),
)  # fmt: skip
