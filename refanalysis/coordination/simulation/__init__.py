"""A response simulated over the network of its arrangement: people, money, information and milestones, week by week.

::

    from refanalysis.coordination import simulation

    people = simulation.people({"East": 200_000, "West": 50_000}, arrivals=400_000, peak={"East": 3, "West": 12})
    found = simulation.simulate({"as it is": context, "with a coordinator": other}, people)
    simulation.differences(found, "as it is")
    found.obligations  # which obligations in force are met, from which week
    measured = simulation.model(found.scenarios[0], people, "weeks_to_50")
    simulation.tornado(measured, "weeks_to_50", "week")

Coordination enters only by what the network gives: the coordinated share of each sector, the latency of information, meeting
hours, and the dates of sector groups and the plan. Nobody has published a causal estimate of what an arrangement changes, so
results hold under the assumptions in `data/assumptions/coordination.csv`; funding is the same in all scenarios unless said.
"""

from __future__ import annotations

from refanalysis.coordination.simulation.arrivals import arrival_presets
from refanalysis.coordination.simulation.clock import Task, labels, milestones, order, tasks_of
from refanalysis.coordination.simulation.couplings import coordinated_share, coupling, share_reported
from refanalysis.coordination.simulation.drivers import hypercube, model, rank_correlations, sobol, tornado
from refanalysis.coordination.simulation.freshness import mean_age, share_on_time
from refanalysis.coordination.simulation.observed import observed_edges
from refanalysis.coordination.simulation.occupancy import distinct, newly_covered
from refanalysis.coordination.simulation.parameters import DIRECT, READS, SECTORS, Inputs, shared
from refanalysis.coordination.simulation.population import People, people, people_of
from refanalysis.coordination.simulation.runs import Simulated, differences, simulate
from refanalysis.coordination.simulation.scenarios import Scenario, scenario, sectors_of, uncoordinated
from refanalysis.coordination.simulation.structure import hops_to_decision, hub_centralisation, single_points_of_failure

__all__ = [
    "DIRECT",
    "READS",
    "SECTORS",
    "Inputs",
    "People",
    "Scenario",
    "Simulated",
    "Task",
    "arrival_presets",
    "coordinated_share",
    "coupling",
    "differences",
    "distinct",
    "hops_to_decision",
    "hub_centralisation",
    "hypercube",
    "labels",
    "mean_age",
    "milestones",
    "model",
    "newly_covered",
    "observed_edges",
    "order",
    "people",
    "people_of",
    "rank_correlations",
    "scenario",
    "sectors_of",
    "share_on_time",
    "share_reported",
    "shared",
    "simulate",
    "single_points_of_failure",
    "sobol",
    "tasks_of",
    "tornado",
    "uncoordinated",
]
