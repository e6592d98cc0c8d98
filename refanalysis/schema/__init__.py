"""Declared form of every table the project reads or returns, and the check that a table has that form.

A `Table` lists its columns once: kind, unit, accepted values, HXL hashtag and meaning. Readers, checks, the
documentation of `data/` and the empty files that `refanalysis init` writes all come from here.
"""

from __future__ import annotations

from refanalysis.schema.accepted import (
    ACTOR_KINDS,
    COORDINATE_QUALITIES,
    DISTRIBUTIONS,
    DRIVERS,
    ITEMS,
    LEVELS,
    MANDATES,
    OPERATION_TABLES,
    PAYERS,
    PRESENCE_ROLES,
    QUALITIES,
    RELATIONS,
)
from refanalysis.schema.check import check, problems, typed
from refanalysis.schema.connectivity import CONNECTIVITY_RESULTS
from refanalysis.schema.coordination import COORDINATION_DATA, COORDINATION_RESULTS
from refanalysis.schema.engagement import ENGAGEMENT_RESULTS
from refanalysis.schema.intake import INTAKE
from refanalysis.schema.invariants import INVARIANT_RESULTS
from refanalysis.schema.layers import LAYER_RESULTS
from refanalysis.schema.network import NETWORK_RESULTS
from refanalysis.schema.operation import OPERATION
from refanalysis.schema.presence import PRESENCE_RESULTS
from refanalysis.schema.removal import REMOVAL_RESULTS
from refanalysis.schema.results import RESULTS
from refanalysis.schema.sensitivity import SENSITIVITY_RESULTS
from refanalysis.schema.shape import SHAPE_RESULTS
from refanalysis.schema.shared import SHARED
from refanalysis.schema.simulation import SIMULATION_DATA, SIMULATION_RESULTS
from refanalysis.schema.types import Column, DataError, Table

_NETWORK = (*NETWORK_RESULTS, *SHAPE_RESULTS, *REMOVAL_RESULTS, *PRESENCE_RESULTS, *ENGAGEMENT_RESULTS)
_COORDINATION = (*COORDINATION_DATA, *COORDINATION_RESULTS, *INVARIANT_RESULTS, *SIMULATION_DATA, *SIMULATION_RESULTS)
_EVERY = (
    *SHARED,
    *OPERATION,
    *_COORDINATION,
    *INTAKE,
    *RESULTS,
    *SENSITIVITY_RESULTS,
    *_NETWORK,
    *LAYER_RESULTS,
    *CONNECTIVITY_RESULTS,
)
TABLES: dict[str, Table] = {table.name: table for table in _EVERY}

__all__ = [
    "ACTOR_KINDS",
    "COORDINATE_QUALITIES",
    "DISTRIBUTIONS",
    "DRIVERS",
    "ITEMS",
    "LEVELS",
    "MANDATES",
    "OPERATION_TABLES",
    "PAYERS",
    "PRESENCE_ROLES",
    "QUALITIES",
    "RELATIONS",
    "TABLES",
    "Column",
    "DataError",
    "Table",
    "check",
    "problems",
    "typed",
]
