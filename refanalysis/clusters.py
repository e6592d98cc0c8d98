"""Outcomes of very many draws in chunks: in this process, or spread over a local or remote cluster, with the same numbers.

::

    compute = partial(tco.outcomes_by_draw, operation, technologies=["leo", "vsat"], only=["present_value"])
    found = clusters.outcomes(compute, sampling.draw(values, n=100_000, seed=1), chunk=1000)
    clusters.summarise(found)                                   # table `summary`, exact quantiles

With `client=distributed.Client(...)` (``pip install refanalysis[cluster]``) the chunks run on its workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis import summary

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.sampling import Draws

Compute = Callable[["Draws"], "pd.DataFrame"]
Chunk = tuple[int, "pd.DataFrame", np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Outcomes over draws: `labels` (scenario, site, technology, outcome, unit) and `values`, shape (labels, draws)."""

    labels: pd.DataFrame
    values: np.ndarray


def outcomes(compute: Compute, draws: Draws, chunk: int = 1000, client: Any = None) -> Outcomes:
    """Outcomes of all draws, computed `chunk` draws at a time.

    Parameters
    ----------
    compute
        Function of draws that returns table `outcomes`, the same rows in the same order for any draws, draws innermost.
    draws
        Draws of the assumptions; all chunks are parts of them, so that the numbers do not depend on the size of the chunks.
    chunk
        Draws in one call of `compute`, which bounds the memory it takes.
    client
        A `distributed.Client`; its workers need this package in the same version. By default everything runs in this process.

    Returns
    -------
    Outcomes
        Only the outcomes that `compute` returns are kept, 8 bytes for each label and draw.

    Raises
    ------
    ValueError
        For a chunk below 1, or when `compute` returns other rows for one chunk than for another.
    """
    if chunk < 1:
        raise ValueError(f"chunk must be 1 or more; found {chunk}")
    parts = [(start, min(start + chunk, draws.n)) for start in range(0, draws.n, chunk)]
    done = _here(compute, draws, parts) if client is None else _there(compute, draws, parts, client)
    labels, values = None, np.empty((0, draws.n))
    for start, named, part in done:
        if labels is None:
            labels, values = named, np.empty((len(named), draws.n))
        if not named.equals(labels):
            raise ValueError(f"the chunk that starts with draw {start} has other rows than the first; accepted: the same")
        values[:, start : start + part.shape[1]] = part
    return Outcomes(labels=labels, values=values)


def summarise(found: Outcomes) -> pd.DataFrame:
    """Mean, 5th percentile, median and 95th percentile of each outcome over its draws, as table `summary`.

    The same numbers as `summary.summarise` gives for the long table, in a fraction of its memory.
    """
    return summary.of_arrays(found.labels, found.values)


def table(found: Outcomes) -> pd.DataFrame:
    """The long table `outcomes`, one row for each label and draw; several times larger than the arrays."""
    import pandas as pd

    n = found.values.shape[1]
    rows = found.labels.iloc[np.repeat(np.arange(len(found.labels)), n)].reset_index(drop=True)
    draw = pd.array(np.tile(np.arange(n), len(found.labels)), dtype="Int64")
    return rows.assign(draw=draw, value=found.values.ravel())


def _here(compute: Compute, draws: Draws, parts: list[tuple[int, int]]) -> Iterator[Chunk]:
    for start, stop in parts:
        yield _chunk(compute, draws, start, stop)


def _there(compute: Compute, draws: Draws, parts: list[tuple[int, int]], client: Any) -> Iterator[Chunk]:
    from distributed import as_completed

    work, drawn = client.scatter([compute, draws], broadcast=True, hash=False)
    tasks = [client.submit(_chunk, work, drawn, start, stop, pure=False) for start, stop in parts]
    waiting = as_completed(tasks, with_results=True)
    tasks.clear()  # a worker forgets a chunk once it has been fetched
    for _, result in waiting:
        yield result


def _chunk(compute: Compute, draws: Draws, start: int, stop: int) -> Chunk:
    """Number of the first draw, labels, and values of shape (labels, draws of the chunk)."""
    frame = compute(draws.part(start, stop))
    n = stop - start
    number = frame["draw"].to_numpy(dtype=int)
    if len(number) % n or not (number.reshape(-1, n) == np.arange(n)).all():
        raise ValueError(f"a chunk must return rows with its draws, 0 to {n - 1}, innermost; found {len(number)} rows")
    return start, frame[summary.LABELS].iloc[::n].reset_index(drop=True), frame["value"].to_numpy(dtype=float).reshape(-1, n)
