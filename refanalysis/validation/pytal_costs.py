"""What an asset costs by the rules of pytal: its payments on our ledger, then what only pytal does to their value.

Every function takes arrays that broadcast, one element per case. On our side: a price paid once, a running cost paid at the
start of each year, both discounted by `tco.ledger`. Pytal's own, each in a function that says so: rounding half to even
(`banker`), cutting to whole money (`truncated`), the cost of capital as one uplift of the value (`uplifted`).

References
----------
.. [1] E. Oughton et al., Policy choices can help keep 4G and 5G universal broadband affordable, 2022.
   doi:10.1016/j.techfore.2021.121409; program edwardoughton/pytal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco import ledger
from refanalysis.tco.settings import Settings

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

IN_ADVANCE = Settings(opex_timing="start", replacement="none", residual="none", overhead=False, contingency=False)
SHORT_LINK, MEDIUM_LINK = 15_000, 30_000


def banker(amount: ArrayLike) -> np.ndarray:
    """Whole money, halves to the even neighbour, as Python rounds [currency]."""
    return np.rint(np.asarray(amount, dtype=float))


def truncated(amount: ArrayLike) -> np.ndarray:
    """Whole money, the part after the point cut off [currency]."""
    return np.trunc(np.asarray(amount, dtype=float))


def uplifted(value: ArrayLike, wacc: ArrayLike) -> np.ndarray:
    """Value raised once by the cost of capital, a share that pytal does not use as a yearly rate [currency]."""
    return np.asarray(value, dtype=float) * (1.0 + np.asarray(wacc, dtype=float))


def purchase(price: ArrayLike, wacc: ArrayLike) -> np.ndarray:
    """Cost of an asset that is bought once and has no running cost [currency]."""
    return uplifted(ledger.present_value(ledger.lump(price), 0.0), wacc)


def running(amount: ArrayLike, rate: ArrayLike, years: ArrayLike, wacc: ArrayLike) -> np.ndarray:
    """Cost of `amount` [currency/year] paid at the start of each of `years`, discounted at `rate` [share/year]."""
    return uplifted(banker(paid_yearly(amount, rate, years)), wacc)


def purchase_and_running(price: ArrayLike, share: ArrayLike, rate: ArrayLike, years: ArrayLike, wacc: ArrayLike) -> np.ndarray:
    """Cost of an asset bought once whose yearly running cost is a `share` [share/year] of its price, rounded [currency]."""
    bought = ledger.present_value(ledger.lump(price), rate)
    opex = banker(np.asarray(price, dtype=float) * np.asarray(share, dtype=float))
    return uplifted(banker(bought + paid_yearly(opex, rate, years)), wacc)


def administration(network_cost: ArrayLike, share: ArrayLike, rate: ArrayLike, years: ArrayLike) -> np.ndarray:
    """Administration: a `share` of the whole cost of the network in each of `years`, 11 from 2020 to 2030 [currency].

    Notes
    -----
    The network cost is already a present value of all years, so the share is charged on the lifetime cost once a year.
    """
    return paid_yearly(np.asarray(network_cost, dtype=float) * np.asarray(share, dtype=float), rate, years)


def paid_yearly(amount: ArrayLike, rate: ArrayLike, years: ArrayLike) -> np.ndarray:
    """Present value of `amount` [currency/year] paid at the start of each of `years` [currency]; all broadcast."""
    each, rates, count = np.broadcast_arrays(*(np.asarray(one, dtype=float) for one in (amount, rate, years)))
    value = np.zeros(each.shape)
    for number in np.unique(count):
        chosen = count == number
        payments = ledger.yearly(each[chosen], int(number), settings=IN_ADVANCE)
        value[chosen] = ledger.present_value(payments, rates[chosen])
    return value


def distance_to_node(area: ArrayLike, nodes: ArrayLike) -> np.ndarray:
    """Mean distance to a core or regional node [m] in an `area` [km2]: half the spacing of `nodes`, or the side without any."""
    km2, count = np.broadcast_arrays(np.asarray(area, dtype=float), np.asarray(nodes, dtype=float))
    share = np.where(count > 0, count, 1.0)
    return np.where(count > 0, np.sqrt(km2 / share) / 2, np.sqrt(km2)) * 1000


def backhaul(
    distance: ArrayLike, fibre: ArrayLike, fibre_price: ArrayLike, radio_prices: tuple[float, float, float]
) -> np.ndarray:
    """Price of one link [currency].

    Parameters
    ----------
    distance
        Mean distance to a node [m].
    fibre
        True for fibre, false for microwave.
    fibre_price
        Price of fibre [currency/m].
    radio_prices
        Price of a microwave link below 15 km, below 30 km, and longer [currency].
    """
    metres = np.asarray(distance, dtype=float)
    radio = np.select([metres < SHORT_LINK, metres < MEDIUM_LINK], radio_prices[:2], radio_prices[2])
    return np.where(fibre, metres * fibre_price, radio)


def fronthaul(density: ArrayLike, fibre_price: ArrayLike) -> np.ndarray:
    """Price of fibre over half the spacing of sites of a `density` [site/km2], cut to whole money [currency]."""
    return truncated(np.sqrt(1.0 / np.asarray(density, dtype=float)) / 2 * 1000 * fibre_price)


def share_of_site(quantity: ArrayLike, price: ArrayLike, sites: ArrayLike) -> np.ndarray:
    """Part of `quantity` regional or core assets that one of `sites` carries, cut to whole money twice [currency]."""
    return truncated(truncated(np.asarray(quantity, dtype=float) * price) / np.maximum(np.asarray(sites, dtype=float), 1.0))
