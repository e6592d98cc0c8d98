"""Tables on the shape of a network: hierarchy, groups, core and periphery, correlation of networks."""

from __future__ import annotations

from refanalysis.schema.types import Table

SHAPE_RESULTS: tuple[Table, ...] = ()
