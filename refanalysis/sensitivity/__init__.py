"""What drives an outcome, and what knowing it better is worth.

A *model* here is any function of `Values` (what `Assumptions` and `Draws` are) that returns one number for each draw::

    def cost(values):
        return values.value("capex") * values.value("logistics_uplift")

    sensitivity.tornado(cost, assumptions, "cost", "USD_2024")           # one at a time, from low to high
    sensitivity.rank_correlations(cost, draws, "cost", "USD_2024")       # all at once, by their draws
    sensitivity.sobol(cost, assumptions, "cost", "USD_2024")             # shares of the variance, interactions included
    sensitivity.information(costs_of_options, draws, "cost", "USD_2024")  # value of knowing each before choosing

Only assumptions that the model reads, and that have a range, are looked at. `tco.model` makes a model of an operation.
"""

from __future__ import annotations

from refanalysis.sensitivity.design import Design, Model, Recorder, evaluate, reads, uncertain
from refanalysis.sensitivity.information import information, partial_information, perfect_information, probability_cheaper
from refanalysis.sensitivity.ranks import rank_correlation, rank_correlations
from refanalysis.sensitivity.sobol import sobol
from refanalysis.sensitivity.tornado import tornado

__all__ = [
    "Design",
    "Model",
    "Recorder",
    "evaluate",
    "information",
    "partial_information",
    "perfect_information",
    "probability_cheaper",
    "rank_correlation",
    "rank_correlations",
    "reads",
    "sobol",
    "tornado",
    "uncertain",
]
