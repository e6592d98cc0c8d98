"""Charts for readers: a table in, a matplotlib figure out; `show` adds title, alternative text and the table behind it.

::

    fig = figures.cumulative_cost(flows, technologies)
    figures.show(fig, "cumulative_cost", "Cost since the start", alt="Lines …", data=flows)
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from refanalysis import summary, tables, words
from refanalysis.figures import style
from refanalysis.figures.coordination import arrangement, obligations
from refanalysis.figures.coordination_changes import coordination_changes
from refanalysis.figures.cost_compared import bill_parts, chance_cheaper, delay, funnel, unit_costs
from refanalysis.figures.cost_of_site import cost_of_site
from refanalysis.figures.costs import cost_by_year, cost_ranges, cumulative_cost, payers_by_year
from refanalysis.figures.engagement import influence_paths, power_interest
from refanalysis.figures.funding import plan_funding, shortfall
from refanalysis.figures.funding_after import budget_cut, funding_cliff, handover
from refanalysis.figures.kind_flows import kind_flows, kind_matrix
from refanalysis.figures.network_layers import network_layers
from refanalysis.figures.network_map import network_map
from refanalysis.figures.network_matrix import network_matrix
from refanalysis.figures.networks import brokerage, network
from refanalysis.figures.operator import break_even, operator_values, operator_years
from refanalysis.figures.portfolio import against_ceilings, budget_curve, choice_by_level, choice_map, regrets, ways_to_choose
from refanalysis.figures.presence import affiliation_matrix, coverage_matrix, overlaps
from refanalysis.figures.ranks import rank_ranges
from refanalysis.figures.removal import robustness
from refanalysis.figures.sensitivity import probability_cheapest, rank_correlations, sobol_indices, tornado
from refanalysis.figures.simulation import coverage_by_week, flow_ages, milestones, scenario_differences
from refanalysis.figures.situation import people_by_status, site_map
from refanalysis.figures.validation import conventions, differences
from refanalysis.tables import Display

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = [
    "affiliation_matrix",
    "against_ceilings",
    "arrangement",
    "bill_parts",
    "break_even",
    "brokerage",
    "budget_curve",
    "budget_cut",
    "chance_cheaper",
    "choice_by_level",
    "choice_map",
    "conventions",
    "coordination_changes",
    "cost_by_year",
    "cost_of_site",
    "cost_ranges",
    "coverage_by_week",
    "coverage_matrix",
    "cumulative_cost",
    "delay",
    "differences",
    "flow_ages",
    "funding_cliff",
    "funnel",
    "handover",
    "influence_paths",
    "kind_flows",
    "kind_matrix",
    "milestones",
    "network",
    "network_layers",
    "network_map",
    "network_matrix",
    "obligations",
    "operator_values",
    "operator_years",
    "overlaps",
    "payers_by_year",
    "people_by_status",
    "plan_funding",
    "power_interest",
    "probability_cheapest",
    "rank_correlations",
    "rank_ranges",
    "regrets",
    "robustness",
    "scenario_differences",
    "shortfall",
    "show",
    "site_map",
    "sobol_indices",
    "tornado",
    "unit_costs",
    "ways_to_choose",
]

FIGURE_MIME = "application/vnd.refanalysis.figure+json"
_SHOWN_PER_INCH = 100  # CSS pixels; the picture itself is drawn finer, for sharp screens and for print


def show(fig: Figure, name: str, title: str, alt: str, data: pd.DataFrame, *, quick: bool = False) -> Display:
    """Return a figure ready to be shown, compared by its data and read by a report.

    Parameters
    ----------
    fig
        What one of this package's functions returned, or any matplotlib figure.
    name
        Short name under which the run record keeps it.
    title
        Caption for readers.
    alt
        What the figure shows, in words, for those who cannot see it.
    data
        The table that was drawn; its index is ignored.
    quick
        Whether the picture is for a control: fewer pixels, in a fraction of the time.

    Returns
    -------
    Display
        PNG, plain text (with row count and checksum of the data, not of the pixels) and
        ``application/vnd.refanalysis.figure+json``.
    """
    drawn = data.reset_index(drop=True)
    record = {
        "name": name,
        "title": title,
        "alt": alt,
        "checksum": summary.checksum(drawn),
        "columns": [str(column) for column in drawn.columns],
        "data": tables.records(drawn),
    }
    plain = f"{title}\n{alt}\n{words.count(len(drawn), 'row')} drawn; checksum {record['checksum']}"
    picture = base64.b64encode(style.quick_png(fig) if quick else style.png(fig)).decode("ascii")
    shown = {"alt": alt, "width": round(fig.get_figwidth() * _SHOWN_PER_INCH)}
    return Display({"text/plain": plain, "image/png": picture, FIGURE_MIME: record}, {"image/png": shown})
