"""Whom to talk to: who can move whom, who holds what a goal depends on, the shortest credible way there, and in which order.

Influence is read from the relations on record: who licenses, leads or is reported to has authority; who pays has money; who
informs, coordinates or speaks up has a voice.
"""

from __future__ import annotations

from refanalysis.network.engagement.headlines import headline
from refanalysis.network.engagement.influence import influence, influence_graph, starting_point
from refanalysis.network.engagement.plan import engagement_plan, nearest_holders
from refanalysis.network.engagement.routes import influence_paths, sole_access
from refanalysis.network.engagement.standing import salience, standing

__all__ = [
    "engagement_plan",
    "headline",
    "influence",
    "influence_graph",
    "influence_paths",
    "nearest_holders",
    "salience",
    "sole_access",
    "standing",
    "starting_point",
]
