"""How many people are newly covered when some organisations coordinate and others do not: the occupancy law.

References
----------
.. [1] W. Feller, An Introduction to Probability Theory and Its Applications, volume 1, 3rd edition, 1968, chapters II.5
   and IV.2, on balls placed at random into cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def distinct(need: ArrayLike, deliveries: ArrayLike) -> np.ndarray | float:
    """People reached when `deliveries` go to people of `need` at random, one each, without knowledge of one another [person].

    Notes
    -----
    need (1 - exp(-deliveries / need)): the expectation for many people; a person may be reached several times.

    Examples
    --------
    >>> round(float(distinct(5000, 6000)), 1)
    3494.0
    """
    people, given = np.asarray(need, dtype=float), np.asarray(deliveries, dtype=float)
    ratio = np.divide(given, people, out=np.zeros(np.broadcast_shapes(people.shape, given.shape)), where=people > 0)
    return (people * -np.expm1(-ratio))[()]


def newly_covered(uncovered: ArrayLike, need: ArrayLike, coordinated: ArrayLike, alone: ArrayLike) -> np.ndarray | float:
    """People newly covered by deliveries of organisations that coordinate and of others [person]; the rest is duplication.

    Parameters
    ----------
    uncovered, need
        People not yet covered, and all people who need the service [person].
    coordinated
        Deliveries that go to people not yet covered, no two to the same one [person].
    alone
        Deliveries that go to people in need at random, covered or not [person].

    Examples
    --------
    >>> float(newly_covered(60, 100, 20, 0))
    20.0
    """
    gap, reached = np.asarray(uncovered, dtype=float), np.asarray(coordinated, dtype=float)
    people = np.asarray(need, dtype=float)
    first = np.minimum(gap, reached)
    found_at_random = np.divide(distinct(people, alone), people, out=np.zeros(people.shape), where=people > 0)
    return (first + (gap - first) * found_at_random)[()]
