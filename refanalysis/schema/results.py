"""Tables that the models return."""

from __future__ import annotations

from refanalysis.schema.accepted import (
    ITEMS,
)
from refanalysis.schema.columns import number, text
from refanalysis.schema.types import Column, Table

RESULTS = (
    Table(
        name="cash_flows",
        meaning="dated cash flows; costs are positive, residual values negative",
        columns=(
            text("scenario", "scenario", required=True),
            text("site", "site_id", required=True),
            text("technology", "technology", required=True),
            text("component", "component", required=True),
            text("item", "cash-flow item", required=True, accepted=ITEMS),
            text("payer", "who pays", required=True),
            Column(name="year", meaning="year of service, 0 is the year of purchase", kind="integer", required=True),
            number("date", "when it is paid, counted from the start", unit="year", required=True),
            text("unit", "currency and price year; the currency alone for money of each year", required=True),
            number("value", "amount, not discounted", required=True),
        ),
    ),
    Table(
        name="outcomes",
        meaning="what is measured, by draw",
        columns=(
            text("scenario", "scenario", required=True),
            text("site", "site_id, or all", required=True),
            text("technology", "technology", required=True),
            text("outcome", "what is measured", required=True),
            text("unit", "its unit", required=True),
            Column(name="draw", meaning="number of the draw", kind="integer", required=True),
            number("value", "its value"),
        ),
    ),
    Table(
        name="summary",
        meaning="outcomes over the draws",
        columns=(
            text("scenario", "scenario", required=True),
            text("site", "site_id, or all", required=True),
            text("technology", "technology", required=True),
            text("outcome", "what is measured", required=True),
            text("unit", "its unit", required=True),
            number("mean", "mean"),
            number("p05", "5th percentile"),
            number("p50", "median"),
            number("p95", "95th percentile"),
        ),
    ),
    Table(
        name="operator_outcomes",
        meaning="what an operator's case is worth, by variant and draw",
        columns=(
            text("scenario", "scenario", required=True),
            text("site", "site_id, or all", required=True),
            text("technology", "technology", required=True),
            text("variant", "as it stands, shared tower, light site, mobile money …", required=True),
            text("outcome", "what is measured", required=True),
            text("unit", "its unit", required=True),
            Column(name="draw", meaning="number of the draw", kind="integer", required=True),
            number("value", "its value; empty where there is none"),
        ),
    ),
    Table(
        name="measures",
        meaning="network measures",
        columns=(
            text("network", "network", required=True),
            text("relation", "relation, or all", required=True),
            text("actor", "actor, or all for a measure of the whole network", required=True),
            text("measure", "measure", required=True),
            number("value", "its value"),
        ),
    ),
    Table(
        name="responsibilities",
        meaning="who is bound to what",
        columns=(
            text("scenario", "scenario", required=True),
            text("area", "subject", required=True),
            text("body", "body that is bound", required=True),
            text(
                "role",
                "accountable, responsible, consulted or informed",
                required=True,
                accepted=("accountable", "responsible", "consulted", "informed"),
            ),
            text("actor", "towards whom or what"),
            text("strength", "force of the obligation", required=True),
            text("rule", "rule that says so", required=True),
        ),
    ),
)
