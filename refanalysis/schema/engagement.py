"""Tables on whom to talk to."""

from __future__ import annotations

from refanalysis.schema.accepted import ACTOR_KINDS, LEVELS, MANDATES, RELATIONS
from refanalysis.schema.columns import number, text
from refanalysis.schema.types import Column, Table

CHANNELS = ("authority", "money", "voice")
STATES = ("direct", "through others", "no route", "no holder")
_KIND = text("kind", "kind of stakeholder", required=True, accepted=(*ACTOR_KINDS, "unknown"))


def _actor() -> tuple[Column, ...]:
    return text("actor", "actor", required=True), text("name", "its name", required=True)


ENGAGEMENT_RESULTS: tuple[Table, ...] = (
    Table(
        name="influence",
        meaning="which actor can move which other, and by what",
        columns=(
            text("from_actor", "who moves", required=True),
            text("to_actor", "who is moved", required=True),
            text("channel", "by what", required=True, accepted=CHANNELS),
            text("relation", "relation on record that gives the influence", required=True, accepted=RELATIONS),
            number("certainty", "probability that the tie exists", required=True, minimum=0, maximum=1, unit="share"),
        ),
    ),
    Table(
        name="influence_paths",
        meaning="for each goal and mandate, who holds it and the shortest credible way to the holder",
        columns=(
            text("goal", "goal", required=True),
            text("label", "goal in words", required=True),
            text("mandate", "what the goal depends on", required=True, accepted=MANDATES),
            text("ask", "what is asked of the holder", required=True),
            text("holder", "actor that holds it; empty when nobody is known"),
            text("name", "its name"),
            text("basis", "recorded mandate, or the usual kind of holder", accepted=("recorded", "usual kind")),
            text("position", "stance of the holder", accepted=("supports", "neutral", "opposes", "unknown")),
            text("state", "how the holder can be reached", required=True, accepted=STATES),
            Column(name="steps", meaning="ties on the way", kind="integer", minimum=0, unit="hop"),
            text("route", "actors on the way, the first is where one starts, separated by ';'"),
            text("relations", "relation used at each step, separated by ';'"),
            number("certainty", "probability that every tie on the way exists", minimum=0, maximum=1, unit="share"),
            text("weakest", "least certain step, as from>to"),
            text("only_through", "actors that every credible way passes, nearest to the holder first, separated by ';'"),
        ),
    ),
    Table(
        name="sole_access",
        meaning="actors that can be moved only through one other",
        columns=(
            *_actor(),
            _KIND,
            text("through", "the actor that every way passes", required=True),
            text("through_name", "its name", required=True),
            text("through_kind", "its kind", required=True),
        ),
    ),
    Table(
        name="standing",
        meaning="power, interest, legitimacy and urgency of each actor, as stated and as its ties suggest",
        columns=(
            *_actor(),
            _KIND,
            text("position", "stance", required=True),
            text("power", "as stated", required=True, accepted=LEVELS),
            text("interest", "as stated", required=True, accepted=LEVELS),
            text("power_measured", "as its ties suggest", required=True, accepted=LEVELS),
            text("interest_measured", "as its ties suggest", required=True, accepted=LEVELS),
            number("power_score", "share of the actors below it in power by ties", required=True, unit="share", minimum=0),
            number("interest_score", "share of the actors below it in activity", required=True, unit="share", minimum=0),
            text("legitimacy", "what gives it a rightful say", required=True),
            text("salience", "class of Mitchell, Agle and Wood from what is stated", required=True),
            text("salience_measured", "the same from ties", required=True),
            text("differs", "where what is stated and what ties suggest lie far apart"),
            text("suggests", "what ties suggest where nothing is stated"),
            text("approach", "what the power-interest grid advises", required=True),
        ),
    ),
    Table(
        name="engagement_plan",
        meaning="whom to talk to, in which order, about what",
        columns=(
            Column(name="order", meaning="order", kind="integer", required=True, minimum=1),
            *_actor(),
            text("holds", "mandates on record that the goals need, separated by ';'"),
            text("may_hold", "mandates that actors of its kind usually hold, separated by ';'"),
            text("asks", "what to ask, separated by ' | '"),
            text("opens", "holders reached through it, separated by ';'"),
            Column(name="goals", meaning="goals served", kind="integer", required=True, minimum=0),
            text("care", "what to find out or mind first"),
        ),
    ),
)
