"""Measures by the conventions of other programs, to compare numbers with theirs; the table `measures` has ours.

`ties` is a sparse (n, n) array, 1 where row has a tie to column; symmetric for a network without directions.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from refanalysis.network import centrality
from refanalysis.network.measures import centralisation
from refanalysis.network.paths import Reach, shortest_paths


def stress(ties: csr_array, directed: bool) -> np.ndarray:
    """Number of shortest paths through each actor (n,), ends not counted, as in sna; a pair counts once without directions.

    References
    ----------
    Shimbel A. (1953), Structural parameters of communication networks, Bulletin of Mathematical Biophysics 15,
    doi:10.1007/BF02476438.
    """
    distance, paths = shortest_paths(ties.toarray())
    distance = np.where(np.isinf(distance), np.nan, distance)
    through = np.zeros(len(paths))
    for actor in range(len(paths)):
        detour = distance[:, [actor]] + distance[[actor], :]
        count = np.where(detour == distance, paths[:, [actor]] * paths[[actor], :], 0.0)
        count[actor], count[:, actor] = 0.0, 0.0
        through[actor] = count.sum()
    return through if directed else through / 2.0


def closeness_component(reached: Reach) -> np.ndarray:
    """Closeness among those reached (n,): r over the hops to the r actors reached; NaN where no one is."""
    return _over(reached.others, reached.hops)


def closeness_igraph(reached: Reach) -> np.ndarray:
    """Closeness as R's igraph gives it (n,): 1 over the hops to the actors reached; NaN where no one is."""
    return _over(np.ones_like(reached.hops), reached.hops)


def closeness_sna(reached: Reach) -> np.ndarray:
    """Closeness as sna gives it (n,): n - 1 over the hops to all others; 0 unless everyone is reached."""
    others = len(reached.others) - 1
    return np.where(reached.others == others, np.nan_to_num(_over(np.full_like(reached.hops, others), reached.hops)), 0.0)


def closeness_sna_suminv(reached: Reach) -> np.ndarray:
    """Mean of 1 / hops to all others (n,), sna's `suminvdir`."""
    return reached.nearness / max(len(reached.nearness) - 1, 1)


def eigenvector_sna(ties: csr_array) -> np.ndarray:
    """Eigenvector centrality along outgoing ties, of length 1, as in sna (n,); NaN where no ties form a circle."""
    values = centrality.eigenvector(ties.T.tocsr())
    length = np.linalg.norm(values)
    return values / length if length > 0 else np.full(len(values), np.nan)


def bonacich_power(ties: csr_array, exponent: float = 0.1) -> np.ndarray:
    """Bonacich's power (n,): ties, and with `exponent` the power of those they lead to; squares sum to n, as in sna.

    References
    ----------
    Bonacich P. (1987), Power and centrality: a family of measures, American Journal of Sociology 92(5), doi:10.1086/228631.
    """
    matrix = ties.toarray()
    power = np.linalg.solve(np.eye(len(matrix)) - exponent * matrix, matrix.sum(axis=1))
    size = np.linalg.norm(power)
    return power * (np.sqrt(len(power)) / size if size > 0 else 0.0)


def information(ties: csr_array) -> np.ndarray:
    """Information centrality of Stephenson and Zelen (n,), for networks without directions; 0 for isolates, as in sna.

    sna leaves isolates out of the matrix and yet counts them among the n of the formula; so does this.

    References
    ----------
    Stephenson K., Zelen M. (1989), Rethinking centrality: methods and examples, Social Networks 11(1),
    doi:10.1016/0378-8733(89)90016-6.
    """
    joined = np.flatnonzero(ties.sum(axis=1))
    values = np.zeros(ties.shape[0])
    if not len(joined):
        return values
    inner = ties.toarray()[np.ix_(joined, joined)]
    inverse = np.linalg.inv(np.diag(inner.sum(axis=1)) + 1.0 - inner)
    values[joined] = 1.0 / (np.diag(inverse) + (np.trace(inverse) - 2.0 * inverse.sum(axis=1)) / len(values))
    return values


def centralisation_closeness_sna(closeness: np.ndarray, directed: bool) -> float:
    """Freeman centralisation of sna's closeness."""
    n = len(closeness)
    return centralisation(closeness, (n - 1) ** 2 / n if directed else (n - 1) * (n - 2) / (2 * n - 3))


def centralisation_suminv_sna(closeness: np.ndarray, directed: bool) -> float:
    """Freeman centralisation of sna's `suminvdir` closeness."""
    n = len(closeness)
    return centralisation(closeness, (n - 1.0) ** 2 if directed else (n - 2.0) / 2.0)


def centralisation_eigenvector_sna(eigenvector: np.ndarray, directed: bool) -> float:
    """Freeman centralisation of sna's eigenvector centrality; NaN where that is not defined."""
    n = len(eigenvector)
    return centralisation(eigenvector, n - 1.0 if directed else (n - 2.0) / np.sqrt(2.0))


def transitivity_sna(ties: csr_array) -> float:
    """Share of ordered pairs with a path of two ties between them, counted by path, that have a tie too; sna's weak form."""
    paths = ties @ ties
    every = paths.sum() - paths.diagonal().sum()
    return float((paths * ties).sum() / every) if every else 0.0


def reciprocity_dyadic(dyads: dict[str, int]) -> float:
    """Share of pairs of actors joined both ways or not at all, of `census.dyads`; sna's `dyadic`, 1 less its hierarchy."""
    pairs = sum(dyads.values())
    return (dyads["mutual"] + dyads["null"]) / pairs if pairs else np.nan


def _over(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full_like(below, np.nan), where=below > 0)
