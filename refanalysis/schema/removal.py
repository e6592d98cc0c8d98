"""Tables on what breaks when actors leave."""

from __future__ import annotations

from refanalysis.schema.columns import number, text
from refanalysis.schema.types import Column, Table

ORDERS = ("degree", "adaptive_degree", "betweenness", "adaptive_betweenness", "random")


def _count(name: str, meaning: str, **more: object) -> Column:
    return Column(name=name, meaning=meaning, kind="integer", **{"required": True, "minimum": 0, **more})


def _share(name: str, meaning: str, **more: object) -> Column:
    return number(name, meaning, **{"unit": "share", "minimum": 0, "maximum": 1, **more})


REMOVAL_RESULTS: tuple[Table, ...] = (
    Table(
        name="key_players",
        meaning="the few actors whose loss does most harm, or who together reach the most others",
        key=("measure", "k"),
        columns=(
            text("measure", "what the set is best at", required=True),
            _count("k", "actors in the set", minimum=1),
            _share("value", "the measure for this set", required=True),
            _share("baseline", "the measure before any removal; 0 for reach", required=True),
            text("actors", "the set, separated by ';'", required=True),
            Column(name="exact", meaning="whether no set is better", kind="flag", required=True),
            _share("bound", "what no set can exceed", required=True),
            _share("gap", "bound less value", required=True),
            text(
                "argument",
                "what the bound rests on; none when nothing below 1 could be shown",
                required=True,
                accepted=("every set", "prices", "core", "routes", "ties", "parts", "none"),
            ),
            _count("optimal", "sets that are equally good; empty when not every set was looked at", required=False, minimum=1),
            text("optimal_sets", "the first ten of them: actors separated by ';', sets by '|'"),
        ),
    ),
    Table(
        name="robustness_curves",
        meaning="how the largest part shrinks as actors leave one after another",
        key=("order", "removed"),
        columns=(
            text("order", "in which order actors leave", required=True, accepted=ORDERS),
            _count("removed", "actors gone"),
            text("actor", "the last of them; empty for random orders and before the first"),
            _share("largest_share", "largest part over all actors at the start, the mean of random orders", required=True),
            _share("low", "5th percentile of random orders"),
            _share("high", "95th percentile of random orders"),
        ),
    ),
    Table(
        name="robustness",
        meaning="how well the network holds together as actors leave",
        key=("order",),
        columns=(
            text("order", "in which order actors leave", required=True, accepted=ORDERS),
            _share("robustness", "mean of the largest share after each removal, the mean of random orders", required=True),
            _share("low", "5th percentile of random orders"),
            _share("high", "95th percentile of random orders"),
            _count("half", "removals after which the largest part first holds fewer than half of all actors"),
            text("first", "the first actors to leave, separated by ';'; empty for random orders"),
        ),
    ),
    Table(
        name="actor_losses",
        meaning="what is lost when an actor, or several together, leave",
        key=("leaving",),
        columns=(
            text("leaving", "actors that leave, separated by ';'", required=True),
            text("name", "their names, separated by ';'", required=True),
            text("kind", "their kinds, separated by ';'"),
            _count("cut_off", "actors no longer linked with the largest rest of their part"),
            text("actors", "those actors, separated by ';'"),
            text("left_alone", "of these and others, those without any tie left that had one, separated by ';'"),
            _share("fragmentation", "pairs that cannot reach one another afterwards; empty when fewer than two actors stay"),
            number("fragmentation_rise", "the same less what it was", unit="share", minimum=-1, maximum=1),
            _share("distance_fragmentation", "the same, a pair at distance d counted as joined by 1/d"),
            number("distance_fragmentation_rise", "the same less what it was", unit="share", minimum=-1, maximum=1),
            _count("ties", "ties lost"),
            text("relations", "ties lost by relation, as 'funds 3;informs 1'"),
            text("kinds", "kinds that lose their last actor, separated by ';'"),
            number(
                "distance_before",
                "mean distance of the pairs still linked afterwards; empty when there are none",
                unit="hop",
                minimum=1,
            ),
            number("distance_after", "mean distance of these pairs afterwards", unit="hop", minimum=1),
        ),
    ),
    Table(
        name="withdrawals",
        meaning="who loses funds when others leave, step by step",
        key=("actor",),
        columns=(
            _count(
                "step", "0 leaves, 1 loses every funder at once, 2 next, and so on; empty when a funder stays", required=False
            ),
            text("actor", "actor", required=True),
            text("name", "its name", required=True),
            text("kind", "its kind"),
            Column(name="falls_away", meaning="whether it leaves or stops for want of funds", kind="flag", required=True),
            text("lost", "funders that leave or fall away, separated by ';'"),
            text("left", "funders that stay, separated by ';'"),
            _share("share_lost", "share of the weight of incoming ties that is lost; empty for those who leave"),
        ),
    ),
)
