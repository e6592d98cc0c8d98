"""Tables on the shape of a network: hierarchy, groups, core and periphery, correlation of networks."""

from __future__ import annotations

from refanalysis.schema.columns import number, text
from refanalysis.schema.types import Column, Table

_ROLES = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total")


def _count(name: str, meaning: str, **more: object) -> Column:
    return Column(name=name, meaning=meaning, kind="integer", required=True, **{"minimum": 0, **more})


def _share(name: str, meaning: str, **more: object) -> Column:
    return number(name, meaning, unit="share", minimum=0, maximum=1, **more)


SHAPE_RESULTS: tuple[Table, ...] = (
    Table(
        name="structural_holes",
        meaning="Burt's measures of every actor",
        key=("actor", "scope"),
        columns=(
            text("actor", "actor", required=True),
            text("scope", "over whom constraint is summed", required=True, accepted=("contacts", "others", "ego")),
            _count("contacts", "different actors joined with this one"),
            number("constraint", "how far contacts who know each other hem the actor in", minimum=0),
            number("effective_size", "contacts less the redundancy among them"),
            number("efficiency", "effective size over contacts"),
            number("hierarchy", "how unevenly constraint is spread over contacts, 0 to 1"),
            number("effective_size_ego", "Borgatti's effective size for ties without direction and weight"),
        ),
    ),
    Table(
        name="shape",
        meaning="figures of a network as a whole",
        key=("measure",),
        columns=(text("measure", "measure", required=True), number("value", "value; empty where not defined")),
    ),
    Table(
        name="blocks",
        meaning="density of ties from each kind to each kind",
        key=("from_kind", "to_kind"),
        columns=(
            text("from_kind", "kind of the actors that send", required=True),
            text("to_kind", "kind of the actors that receive", required=True),
            _count("ties", "ordered pairs joined"),
            _count("possible", "ordered pairs that could be"),
            _share("density", "ties over possible; empty where none is possible"),
        ),
    ),
    Table(
        name="mixing_chance",
        meaning="E-I index against kinds dealt out to actors at random",
        key=("kind",),
        columns=(
            text("kind", "kind, or all", required=True),
            number("ei_index", "(external - internal) / (external + internal)", minimum=-1, maximum=1),
            number("expected", "mean of the permutations", minimum=-1, maximum=1),
            number("p05", "5th percentile of the permutations", minimum=-1, maximum=1),
            number("p95", "95th percentile of the permutations", minimum=-1, maximum=1),
            _share("p_value", "share of permutations at least as far from their mean, both ways, the observed one included"),
            _count("permutations", "permutations drawn"),
        ),
    ),
    Table(
        name="communities",
        meaning="groups of actors with more ties among themselves than chance would give",
        key=("actor",),
        columns=(
            text("actor", "actor", required=True),
            _count("community", "number of the community, 1 the largest", minimum=1),
            _count("size", "actors in it", minimum=1),
            text("kind", "kind of the actor"),
        ),
    ),
    Table(
        name="core_periphery",
        meaning="the core that comes nearest to a core that knows everyone and a periphery that knows only the core",
        key=("pattern", "solution"),
        columns=(
            text("pattern", "what is expected between core and periphery", required=True, accepted=("cp1", "cp0", "cpna")),
            _count("solution", "number among the cores that fit equally well", minimum=1),
            _count("equals", "cores that fit equally well; those found, when not exact", minimum=1),
            number("correlation", "correlation of the ties with the pattern", minimum=-1, maximum=1, required=True),
            _count("size", "actors in the core", minimum=1),
            text("core", "those actors, separated by ';'", required=True),
            Column(name="exact", meaning="yes when every core was tried", kind="flag", required=True),
        ),
    ),
    Table(
        name="qap",
        meaning="correlation of two networks of the same actors against permutations of one of them",
        columns=(
            number("correlation", "correlation over ordered pairs of actors", minimum=-1, maximum=1),
            number("expected", "mean of the permutations", minimum=-1, maximum=1),
            number("sd", "standard deviation of the permutations", minimum=0),
            _share("p_greater", "share of permutations at least as high, the observed one included"),
            _share("p_less", "share of permutations at most as high, the observed one included"),
            _count("permutations", "permutations drawn"),
        ),
    ),
    Table(
        name="conformance",
        meaning="an observed network beside a required one",
        key=("measure",),
        columns=(text("measure", "measure", required=True), number("value", "value; empty where not defined")),
    ),
    Table(
        name="conformance_ties",
        meaning="ties that are required, observed, or both",
        key=("from_actor", "to_actor"),
        columns=(
            text("from_actor", "sender", required=True),
            text("to_actor", "receiver", required=True),
            text("status", "whether required and observed", required=True, accepted=("present", "missing", "extra")),
            Column(name="steps", meaning="observed ties on the shortest way; empty when none", kind="integer", minimum=1),
            Column(name="reversed", meaning="whether the opposite tie is observed", kind="flag", required=True),
        ),
    ),
    Table(
        name="brokerage_by_size",
        meaning="brokerage beside what the sizes of the groups alone would give",
        key=("actor", "role"),
        columns=(
            text("actor", "actor", required=True),
            text("role", "brokerage role", required=True, accepted=_ROLES[:-1]),
            number("count", "ordered pairs the actor stands between", required=True, minimum=0),
            number("expected", "mean count when the kinds of the others are dealt out at random", required=True, minimum=0),
            number("ratio", "count over expected; empty where that is 0", minimum=0),
        ),
    ),
    Table(
        name="brokerage_ranges",
        meaning="brokerage against kinds dealt out to actors at random, ties as they are",
        key=("actor", "role"),
        columns=(
            text("actor", "actor, or all for the whole network", required=True),
            text("role", "brokerage role", required=True, accepted=_ROLES[:-1]),
            number("count", "ordered pairs the actor stands between", required=True, minimum=0),
            number("expected", "mean of the permutations", required=True, minimum=0),
            number("p05", "5th percentile of the permutations", required=True, minimum=0),
            number("p50", "median of the permutations", required=True, minimum=0),
            number("p95", "95th percentile of the permutations", required=True, minimum=0),
            _share("p_greater", "share of permutations at least as high, the observed one included", required=True),
            _count("permutations", "permutations drawn"),
        ),
    ),
)
