"""Tables on relations side by side, periods side by side, and actors with the places they work in."""

from __future__ import annotations

from refanalysis.schema.columns import number, text
from refanalysis.schema.types import Column, Table

MODES = ("actor", "sector", "area", "cell")
_PERIOD = text("period", "day or period", required=True)


def _count(name: str, meaning: str, required: bool = True) -> Column:
    return Column(name=name, meaning=meaning, kind="integer", required=required, minimum=0)


def _share(name: str, meaning: str) -> Column:
    return number(name, meaning, unit="share", minimum=0, maximum=1)


LAYER_RESULTS: tuple[Table, ...] = (
    Table(
        name="layer_overlap",
        meaning="how far two relations join the same pairs of actors",
        key=("relation", "other"),
        columns=(
            text("relation", "relation", required=True),
            text("other", "another relation", required=True),
            _count("pairs", "pairs of actors the relation joins"),
            _count("other_pairs", "pairs the other relation joins"),
            _count("both", "pairs both join"),
            _share("jaccard", "pairs both join over pairs either joins"),
            _share("share", "pairs both join over pairs the relation joins"),
            _share("other_share", "pairs both join over pairs the other relation joins"),
        ),
    ),
    Table(
        name="participation",
        meaning="how evenly an actor's ties spread over the relations",
        key=("actor",),
        columns=(
            text("actor", "actor", required=True),
            _count("layers", "relations in which the actor has a tie"),
            _count("contacts", "contacts of the actor, added over relations"),
            _share("participation", "0 when all are in one relation, 1 when all relations have as many; empty without ties"),
        ),
    ),
    Table(
        name="multiplexity",
        meaning="pairs of actors that several relations join",
        columns=(
            text("from_actor", "who acts; when directions do not matter, the one listed first", required=True),
            text("to_actor", "towards whom", required=True),
            _count("relations", "relations that join the two"),
            text("names", "those relations, separated by ';'", required=True),
        ),
    ),
    Table(
        name="periods",
        meaning="the network on several days side by side; entries and exits are counted from the day before in the table",
        key=("day",),
        columns=(
            Column(name="day", meaning="day", kind="date", required=True),
            _count("actors", "actors that have a tie"),
            _count("ties", "ties, by pair of actors and relation"),
            _count("actors_entered", "actors that had no tie before; empty on the first day", required=False),
            _count("actors_left", "actors that have none any more", required=False),
            _count("ties_entered", "ties that did not hold before", required=False),
            _count("ties_left", "ties that hold no more", required=False),
            _share("actors_jaccard", "actors on both days over actors on either"),
            _share("ties_jaccard", "ties on both days over ties on either"),
        ),
    ),
    Table(
        name="period_changes",
        meaning="who and what enters and leaves from one period to the next",
        columns=(
            _PERIOD,
            text("what", "what enters or leaves", required=True, accepted=("actor", "tie", "organisation")),
            text("name", "its name; for a tie from, relation and to", required=True),
            text("change", "entered, or left since the period before", required=True, accepted=("entered", "left")),
        ),
    ),
    Table(
        name="presence_periods",
        meaning="organisations present in each period; entries and exits are counted from the period before in the table",
        key=("period",),
        columns=(
            _PERIOD,
            _count("organisations", "organisations present"),
            _count("entered", "of these, absent before; empty for the first period", required=False),
            _count("left", "organisations present before and no more", required=False),
            _share("jaccard", "organisations in both over organisations in either"),
        ),
    ),
    Table(
        name="twomode_measures",
        meaning="measures of actors and of the places or sectors they work in, each against the most its mode can have",
        columns=(
            text("network", "network", required=True),
            text("actor", "actor, or place or sector", required=True),
            text("mode", "which of the two it is", required=True),
            text("measure", "measure", required=True),
            number("value", "value"),
        ),
    ),
)
