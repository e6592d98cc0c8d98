"""Stakeholder networks: who is joined with whom, who brokers, who is missing, what breaks when an actor leaves.

Networks are plain networkx graphs; results are tables. `shape` is the network as a whole, `removal` what breaks, `presence` who
does what where, `engagement` whom to talk to; files of offices are read by `refanalysis.data.intake`.
"""

from __future__ import annotations

from refanalysis.data.intake import read_needs, read_presence, read_register, read_ties
from refanalysis.network.brokerage import brokerage
from refanalysis.network.certainty import ranks_by_certainty, resampled_measures
from refanalysis.network.definitions import definitions
from refanalysis.network.exports import export
from refanalysis.network.graphs import collapsed, graph, layer, layers, undirected
from refanalysis.network.headlines import headline
from refanalysis.network.holes import structural_holes
from refanalysis.network.layouts import layout, tiers
from refanalysis.network.measures import measures
from refanalysis.network.multilayer import multiplexity, overlap, participation, per_layer
from refanalysis.network.needs import kind_needs, missing_kinds
from refanalysis.network.periods import period_changes, presence_by_period, presence_changes, presence_on, side_by_side
from refanalysis.network.removal import Robustness, actor_losses, after_withdrawal, key_players, robustness
from refanalysis.network.shape import (
    blocks,
    brokerage_by_size,
    brokerage_ranges,
    communities,
    conformance,
    conformance_ties,
    core_periphery,
    mixing_chance,
    qap,
    shape,
)
from refanalysis.network.structure import bridges, cut_off, distances, mixing
from refanalysis.network.twomode import affiliation, projection, twomode_measures

__all__ = [
    "Robustness",
    "actor_losses",
    "affiliation",
    "after_withdrawal",
    "blocks",
    "bridges",
    "brokerage",
    "brokerage_by_size",
    "brokerage_ranges",
    "collapsed",
    "communities",
    "conformance",
    "conformance_ties",
    "core_periphery",
    "cut_off",
    "definitions",
    "distances",
    "export",
    "graph",
    "headline",
    "key_players",
    "kind_needs",
    "layer",
    "layers",
    "layout",
    "measures",
    "missing_kinds",
    "mixing",
    "mixing_chance",
    "multiplexity",
    "overlap",
    "participation",
    "per_layer",
    "period_changes",
    "presence_by_period",
    "presence_changes",
    "presence_on",
    "projection",
    "qap",
    "ranks_by_certainty",
    "read_needs",
    "read_presence",
    "read_register",
    "read_ties",
    "resampled_measures",
    "robustness",
    "shape",
    "side_by_side",
    "structural_holes",
    "tiers",
    "twomode_measures",
    "undirected",
]
