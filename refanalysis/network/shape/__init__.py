"""The shape of a network: hierarchy, mixing of kinds, communities, core and periphery, likeness to another network."""

from __future__ import annotations

from refanalysis.network.shape.assortativity import blocks, mixing_chance
from refanalysis.network.shape.brokerage_by_size import brokerage_by_size, brokerage_ranges
from refanalysis.network.shape.communities import communities
from refanalysis.network.shape.conformance import conformance, conformance_ties
from refanalysis.network.shape.core_periphery import core_periphery
from refanalysis.network.shape.qap import qap
from refanalysis.network.shape.whole import shape

__all__ = [
    "blocks",
    "brokerage_by_size",
    "brokerage_ranges",
    "communities",
    "conformance",
    "conformance_ties",
    "core_periphery",
    "mixing_chance",
    "qap",
    "shape",
]
