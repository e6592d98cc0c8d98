"""Tables that the stakeholder network model returns besides `measures`."""

from __future__ import annotations

from refanalysis.schema.columns import number, text
from refanalysis.schema.types import Column, Table

NETWORK_RESULTS = (
    Table(
        name="brokerage",
        meaning="brokerage roles of Gould and Fernandez with what chance alone would give",
        columns=(
            text("network", "network", required=True),
            text("relation", "relation, or all", required=True),
            text("actor", "actor, or all for the whole network", required=True),
            text(
                "role",
                "brokerage role, or total",
                required=True,
                accepted=("coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total"),
            ),
            number("count", "ordered pairs the actor stands between", required=True, minimum=0),
            number("expected", "count expected if the same number of ties fell by chance", minimum=0),
            number("sd", "standard deviation of that count", minimum=0),
            number("z", "how many standard deviations the count lies above expectation; empty where sd is 0"),
        ),
    ),
    Table(
        name="rank_ranges",
        meaning="ranks of actors when uncertain ties come and go",
        columns=(
            text("actor", "actor", required=True),
            text("measure", "measure", required=True),
            number("rank", "rank with every tie present; 1 is highest, equals share the mean rank", required=True, minimum=1),
            number("p05", "5th percentile of the rank", required=True, minimum=1),
            number("p50", "median rank", required=True, minimum=1),
            number("p95", "95th percentile of the rank", required=True, minimum=1),
            number(
                "first",
                "share of the resamples in which no one ranks higher",
                required=True,
                unit="share",
                minimum=0,
                maximum=1,
            ),
        ),
    ),
    Table(
        name="layers",
        meaning="relations of a stakeholder network side by side",
        columns=(
            text("relation", "relation, or all", required=True),
            Column(name="actors", meaning="actors that have such a tie", kind="integer", required=True, minimum=0),
            Column(name="ties", meaning="ordered pairs of actors joined", kind="integer", required=True, minimum=0),
            Column(
                name="certain",
                meaning="of these, at least as certain as the threshold",
                kind="integer",
                required=True,
                minimum=0,
            ),
            Column(name="uncertain", meaning="of these, less certain", kind="integer", required=True, minimum=0),
            number("expected_ties", "sum of the certainties", required=True, minimum=0),
            number("density", "ties over ordered pairs of these actors", unit="share", minimum=0, maximum=1),
            number("reciprocity", "share of ties that are returned", unit="share", minimum=0, maximum=1),
        ),
    ),
    Table(
        name="positions",
        meaning="where a figure draws each actor, in the unit square",
        columns=(
            text("actor", "actor", required=True),
            number("x", "to the right", required=True, minimum=0, maximum=1),
            number("y", "upwards", required=True, minimum=0, maximum=1),
        ),
    ),
    Table(
        name="measure_definitions",
        meaning="what each network measure means",
        key=("measure",),
        columns=(
            text("measure", "name in the table measures or the role in brokerage", required=True),
            text("level", "actor, network or both", required=True, accepted=("actor", "network", "both")),
            text("definition", "how it is computed", required=True),
            text("convention", "what was chosen where programs differ"),
            text("plain", "a sentence for a reader who is no network analyst", required=True),
            text("reference", "where it was first described", required=True),
        ),
    ),
    Table(
        name="cut_offs",
        meaning="actors on whom alone others depend for any link with the rest",
        columns=(
            text("actor", "actor whose departure cuts others off", required=True),
            text("name", "its name", required=True),
            text("kind", "its kind"),
            Column(name="cut_off", meaning="actors cut off", kind="integer", required=True, minimum=1),
            text("actors", "those actors, separated by ';'", required=True),
        ),
    ),
    Table(
        name="distances",
        meaning="steps from some actors to the nearest of others, whatever the direction of ties",
        columns=(
            text("actor", "actor", required=True),
            text("name", "its name", required=True),
            text("nearest", "nearest actor sought; empty when none can be reached"),
            Column(
                name="hops",
                meaning="ties on the shortest route; empty when there is none",
                kind="integer",
                unit="hop",
                minimum=0,
            ),
            text("route", "actors on a shortest route, separated by ';'"),
        ),
    ),
    Table(
        name="kind_needs",
        meaning="kinds of actor a refugee connectivity effort needs",
        columns=(
            text("need", "what is needed, in a word or two", required=True),
            text("kinds", "kinds of stakeholder that can give it, separated by ';'", required=True),
            Column(name="actors", meaning="actors of these kinds in the register", kind="integer", required=True, minimum=0),
            text("reason", "what nobody else can give", required=True),
            text("reference", "section of the handbook", required=True),
        ),
    ),
    Table(
        name="mixing",
        meaning="ties within and between kinds of actors",
        columns=(
            text("kind", "kind, or all", required=True),
            Column(name="actors", meaning="actors of the kind", kind="integer", required=True, minimum=0),
            Column(name="internal", meaning="pairs joined within the kind", kind="integer", required=True, minimum=0),
            Column(name="external", meaning="pairs joined with other kinds", kind="integer", required=True, minimum=0),
            number("ei_index", "(external - internal) / (external + internal)", minimum=-1, maximum=1),
        ),
    ),
    Table(
        name="bridges",
        meaning="links whose loss would part actors that nothing else joins",
        columns=(
            text("actor", "end on the larger side", required=True),
            text("partner", "end on the smaller side", required=True),
            Column(name="cut_off", meaning="actors on the smaller side", kind="integer", required=True, minimum=1),
        ),
    ),
)
