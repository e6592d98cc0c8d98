"""What is read from the files that offices hold: who does what where, registers of organisations, and what reading changed."""

from __future__ import annotations

from refanalysis.schema.accepted import ACTOR_KINDS, LEVELS, PRESENCE_ROLES, RELATIONS
from refanalysis.schema.columns import FROM, NOTE, TO, number, text
from refanalysis.schema.types import Column, Table

_KINDS = (*ACTOR_KINDS, "unknown")
_SCOPES = ("global", "regional", "national", "local", "unknown")


def _count(name: str, meaning: str) -> Column:
    return Column(name=name, meaning=meaning, kind="integer", required=True, minimum=0)


INTAKE = (
    Table(
        name="presence_records",
        meaning="what is done where: one row for each row of a who-does-what-where file that was used",
        key=("record",),
        columns=(
            _count("record", "number of the record, from 1"),
            _count("row", "row of the file"),
            text("sector", "sector, one spelling for one sector; empty when the file has none"),
            text("activity", "what is done"),
            text("area", "area: its code, or its name where there are no codes; empty when unknown"),
            text("area_name", "name of the area"),
            text("within", "names of the larger areas it lies in, largest first, separated by ';'"),
            text("status", "stage of the work", required=True, accepted=("planned", "active", "ended", "unknown")),
            text("period", "reporting period as written; empty when the file has none"),
            FROM,
            TO,
            number("people", "people reached", unit="person", minimum=0),
        ),
    ),
    Table(
        name="presence_parts",
        meaning="who takes which part in a record; several rows for one record and role when several organisations share it",
        references={"record": "presence_records"},
        columns=(
            _count("record", "record"),
            text("role", "part it plays", required=True, accepted=PRESENCE_ROLES),
            text("organisation", "organisation, one spelling for one organisation", required=True),
            text("key", "the organisation in the register; empty when it is in none"),
            text("kind", "kind of stakeholder", required=True, accepted=_KINDS),
            text("scope", "where it acts", required=True, accepted=_SCOPES),
            text("written", "as the file writes it", required=True),
        ),
    ),
    Table(
        name="register",
        meaning="organisations read from a file of any form; what the file does not say is unknown or empty",
        key=("actor",),
        columns=(
            text("actor", "short name, made from the name where the file has none", required=True),
            text("name", "full name", required=True),
            text("acronym", "short form readers know"),
            text("kind", "kind of stakeholder", required=True, accepted=_KINDS),
            text("scope", "where it acts", required=True, accepted=_SCOPES),
            text("power", "power over connectivity and coordination", required=True, accepted=LEVELS),
            text("interest", "interest in them", required=True, accepted=LEVELS),
            text("position", "stance", required=True, accepted=("supports", "neutral", "opposes", "unknown")),
            text("aliases", "other spellings and former names, separated by ';'"),
            text("confidence", "how sure the entry is, as the file says"),
            text("source", "where it comes from, as the file says"),
            NOTE,
        ),
    ),
    Table(
        name="tie_records",
        meaning="ties read from a file of any form",
        columns=(
            text("from_actor", "who acts", required=True),
            text("to_actor", "towards whom", required=True),
            text("relation", "kind of relation", required=True, accepted=RELATIONS),
            number("weight", "strength; empty means 1", minimum=0, unit="ratio"),
            number("certainty", "probability that the tie exists", required=True, minimum=0, maximum=1, unit="share"),
            FROM,
            TO,
            text("source", "where it comes from, as the file says"),
            NOTE,
        ),
    ),
    Table(
        name="import_columns",
        meaning="which column of the file was read as what",
        columns=(
            text("column", "letter of the column in a sheet", required=True),
            text("header", "heading as written"),
            text("tag", "HXL hashtag as written"),
            text("read_as", "what it was read as; empty when it was not used"),
            text("because", "the word or tag that decided, or why it was not used", required=True),
        ),
    ),
    Table(
        name="import_changes",
        meaning="what reading changed, filled in or left out",
        columns=(
            text("what", "kind of change", required=True),
            text("column", "what was read"),
            _count("rows", "rows it touches"),
            text("example", "one case, before and after"),
            text("because", "the rule that did it", required=True),
        ),
    ),
    Table(
        name="import_names",
        meaning="how each spelling of an organisation's name was taken",
        columns=(
            text("written", "as the file writes it", required=True),
            text("organisation", "taken as", required=True),
            text("key", "the organisation in the register; empty when it is in none"),
            text(
                "how",
                "what decided",
                required=True,
                accepted=("exact", "folded", "acronym", "alias", "decision", "new", "placeholder"),
            ),
            _count("rows", "cells with this spelling"),
        ),
    ),
    Table(
        name="name_proposals",
        meaning="names that may be the same organisation: for a person to decide, never merged by themselves",
        columns=(
            text("written", "name as taken", required=True),
            text("candidate", "name it may be the same as", required=True),
            text("key", "the candidate in the register; empty when it is in none"),
            number("score", "likeness", required=True, unit="share", minimum=0, maximum=1),
            text("evidence", "what speaks for and against", required=True),
            text("decision", "same, different, or empty while open", accepted=("same", "different")),
        ),
    ),
)
