"""The network a scenario is simulated over: derived once for each arrangement, or as it was observed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.coordination.arrangement import Arrangement


class Network(NamedTuple):
    """Tables of an arrangement: its edges, fora and information flows; names of its bodies."""

    edges: pd.DataFrame
    fora: pd.DataFrame
    flows: pd.DataFrame
    bodies: frozenset[str]


@lru_cache(maxsize=64)
def derived(arrangement: Arrangement) -> Network:
    """Network that the rules give."""
    return Network(arrangement.edges, arrangement.fora, arrangement.flows, frozenset(arrangement.bodies["body"]))


def network(arrangement: Arrangement, observed: pd.DataFrame | None = None) -> Network:
    """Network of an arrangement, with the edges that were observed in place of its own where there are such.

    Fora that no observed edge names are not at work and are left out. Flows stay those that the rules ask for.
    """
    held = derived(arrangement)
    if observed is None:
        return held
    named = held.fora["forum"].isin({*observed["from_body"], *observed["to_body"]})
    return held._replace(edges=observed, fora=held.fora[named])
