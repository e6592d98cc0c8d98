"""Tables that `refanalysis.sensitivity` and comparisons over draws return."""

from __future__ import annotations

from refanalysis.schema.columns import number, text
from refanalysis.schema.types import Table

_ASSUMPTION = (
    text("parameter", "parameter of the assumption", required=True),
    text("technology", "its technology; empty means any"),
    text("component", "its component; empty when it describes none"),
)
_OUTCOME = (
    text("outcome", "what is measured", required=True),
    text("outcome_unit", "unit of the outcome", required=True),
)

SENSITIVITY_RESULTS = (
    Table(
        name="tornado",
        meaning="an outcome with one assumption at either end of its range and all others at their mode",
        columns=(
            *_ASSUMPTION,
            text("unit", "unit of the assumption", required=True),
            number("low", "low end of the assumption", required=True),
            number("mode", "its most likely value", required=True),
            number("high", "its high end", required=True),
            *_OUTCOME,
            number("at_low", "outcome at the low end", required=True),
            number("base", "outcome with every assumption at its mode", required=True),
            number("at_high", "outcome at the high end", required=True),
            number("swing", "from the lowest to the highest of these three", required=True, minimum=0),
        ),
    ),
    Table(
        name="rank_correlations",
        meaning="how closely the ranks of an outcome follow those of each drawn assumption",
        columns=(
            *_ASSUMPTION,
            *_OUTCOME,
            number("rho", "Spearman's coefficient", required=True, unit="ratio", minimum=-1, maximum=1),
            number("low", "lower end of its 95 % interval", required=True, unit="ratio", minimum=-1, maximum=1),
            number("high", "upper end of its 95 % interval", required=True, unit="ratio", minimum=-1, maximum=1),
        ),
    ),
    Table(
        name="sobol_indices",
        meaning="shares of the variance of an outcome that each assumption accounts for",
        columns=(
            *_ASSUMPTION,
            *_OUTCOME,
            number("first", "share it accounts for alone", required=True, unit="share"),
            number("first_width", "half-width of the 95 % interval of `first`", required=True, unit="share"),
            number("total", "share it accounts for together with others", required=True, unit="share"),
            number("total_width", "half-width of the 95 % interval of `total`", required=True, unit="share"),
        ),
    ),
    Table(
        name="information",
        meaning="expected saving from knowing an assumption before choosing an option",
        columns=(
            text("parameter", "parameter of the assumption, or all", required=True),
            *_ASSUMPTION[1:],
            text("outcome", "cost that is compared", required=True),
            text("unit", "its unit", required=True),
            number("value", "expected saving", required=True, minimum=0),
            number("share", "of what knowing everything would save", unit="share"),
        ),
    ),
    Table(
        name="pairs",
        meaning="two options compared draw by draw",
        columns=(
            text("site", "site_id, or all", required=True),
            text("first", "technology", required=True),
            text("second", "technology it is compared with", required=True),
            text("outcome", "what is compared", required=True),
            text("unit", "its unit", required=True),
            number(
                "probability", "share of draws in which the first is lower; equal ones count half", unit="share", required=True
            ),
            number("p05", "5th percentile of first less second", required=True),
            number("p50", "median of first less second", required=True),
            number("p95", "95th percentile of first less second", required=True),
        ),
    ),
)
