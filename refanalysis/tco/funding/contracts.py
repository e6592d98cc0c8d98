"""Cheaper ways to buy the same service: one contract for several agencies, own staff or a contractor, training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_MONTHS_PER_YEAR = 12


def pooled_price_ratio(buyers: ArrayLike, reference_ratio: ArrayLike, reference_buyers: ArrayLike) -> np.ndarray:
    """Price in one contract of `buyers` over the price each would pay alone [ratio].

    Parameters
    ----------
    buyers
        Number of buyers that pool their demand, 1 or more.
    reference_ratio, reference_buyers
        A ratio that was observed [ratio], and how many buyers pooled their demand there, 2 or more.

    Raises
    ------
    ValueError
        For less than one buyer, a reference of less than two, or a ratio that is not above zero.

    Notes
    -----
    Constant elasticity: each doubling of the buyers lowers the price by the same share, so that the ratio is
    reference_ratio^(ln buyers / ln reference_buyers): 1 for a single buyer, the reference for as many as there.

    Examples
    --------
    >>> float(pooled_price_ratio(8.0, 0.5, 64.0).round(3))
    0.707
    """
    many, ratio, there = (np.asarray(each, dtype=float) for each in (buyers, reference_ratio, reference_buyers))
    if np.any(~(many >= 1)) or np.any(~(there >= 2)) or np.any(~(ratio > 0)):
        raise ValueError(
            "a pooled price needs 1 buyer or more, a reference of 2 buyers or more and a ratio above 0; found "
            f"{np.min(many):g}, {np.min(there):g} and {np.min(ratio):g}"
        )
    return np.asarray(ratio ** (np.log(many) / np.log(there)))


def shared_contract(price: ArrayLike, volumes: ArrayLike, ratio: ArrayLike, link: ArrayLike = 0.0) -> dict[str, np.ndarray]:
    """Yearly cost of separate contracts and of a shared one, and what sharing saves.

    Parameters
    ----------
    price
        Price that each agency pays alone for a unit of volume [currency/volume/year], shape (...).
    volumes
        What each agency buys, along the last axis [volume], shape (..., agencies).
    ratio
        Price in the shared contract over the price alone [ratio], shape (...); see `pooled_price_ratio`.
    link
        Yearly cost of a link, of which separate contracts need one each and a shared contract one [currency/year].

    Returns
    -------
    dict of arrays
        separate, shared, saving [currency/year] and saving_share [share], shape (...).

    Raises
    ------
    ValueError
        For a negative price, volume, ratio or link.

    Notes
    -----
    separate = price x sum(volumes) + agencies x link; shared = ratio x price x sum(volumes) + link.

    Examples
    --------
    >>> found = shared_contract(20.0, [10.0, 30.0], 0.5, link=100.0)
    >>> float(found["separate"]), float(found["shared"])
    (1000.0, 500.0)
    """
    alone, many, pooled, line = (np.asarray(each, dtype=float) for each in (price, volumes, ratio, link))
    _refuse_negative(price=alone, volumes=many, ratio=pooled, link=line)
    bought = alone * many.sum(axis=-1)
    separate, shared = bought + many.shape[-1] * line, pooled * bought + line
    saving = separate - shared
    share = np.divide(saving, separate, out=np.zeros(np.broadcast(saving, separate).shape), where=separate > 0)
    return {"separate": separate, "shared": shared, "saving": saving, "saving_share": share}


def own_or_outsourced(staff: ArrayLike, wage: ArrayLike, sites: ArrayLike, contract: ArrayLike) -> dict[str, np.ndarray]:
    """Yearly cost of own technicians and of a maintenance contract, and the contract price at which both cost the same.

    Parameters
    ----------
    staff
        Technicians employed [staff].
    wage
        Yearly cost of one [currency/staff/year].
    sites
        Sites to look after, above 0 [site].
    contract
        Price of a maintenance contract for one site [currency/site/year].

    Returns
    -------
    dict of arrays
        own, outsourced, saving (of own staff over the contract; negative where own staff costs more) [currency/year] and
        break_even [currency/site/year].

    Raises
    ------
    ValueError
        For a negative amount or no site.
    """
    people, pay, places, fee = (np.asarray(each, dtype=float) for each in (staff, wage, sites, contract))
    _refuse_negative(staff=people, wage=pay, contract=fee)
    if np.any(~(places > 0)):
        raise ValueError(f"sites must be above 0; found {np.min(places):g}")
    own, outsourced = people * pay, places * fee
    return {"own": own, "outsourced": outsourced, "saving": outsourced - own, "break_even": own / places}


def training_payback(cost: ArrayLike, calls: ArrayLike, call_price: ArrayLike, avoided: ArrayLike) -> np.ndarray:
    """Months until training local technicians has paid for itself in repair calls that are not made [month]; inf if never.

    Parameters
    ----------
    cost
        Cost of the training [currency].
    calls
        Repair calls to a contractor in a year without training [1/year].
    call_price
        Price of one call [currency].
    avoided
        Share of the calls that trained people make unnecessary [share].

    Raises
    ------
    ValueError
        For a negative amount or a share above 1.

    Examples
    --------
    >>> float(training_payback(1000.0, 10.0, 200.0, 0.5))
    12.0
    """
    spent, number, price, share = (np.asarray(each, dtype=float) for each in (cost, calls, call_price, avoided))
    _refuse_negative(cost=spent, calls=number, call_price=price, avoided=share)
    if np.any(share > 1):
        raise ValueError(f"avoided must be a share of 1 at most; found {np.max(share):g}")
    saved = number * price * share
    spent, saved = np.broadcast_arrays(spent, saved)
    never = np.where(spent > 0, np.inf, 0.0)
    return np.asarray(np.divide(_MONTHS_PER_YEAR * spent, saved, out=never, where=saved > 0))


def _refuse_negative(**amounts: np.ndarray) -> None:
    wrong = [f"{name} {np.min(amount):g}" for name, amount in amounts.items() if np.any(~(amount >= 0))]
    if wrong:
        raise ValueError(f"amounts must be 0 or more; found {', '.join(wrong)}")
