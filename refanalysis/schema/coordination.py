"""Tables of coordination: what observes an arrangement, how far it is followed, and what changes between contexts."""

from __future__ import annotations

from refanalysis.schema.accepted import ACTOR_KINDS, RELATIONS
from refanalysis.schema.columns import NOTE, number, text
from refanalysis.schema.types import Column, Table

FINDINGS = ("missing", "extra", "cannot be told", "met")
STRENGTHS = ("shall", "should", "where_possible", "may", "none")
SUBJECTS = ("accountability", "forum", "chair", "sector lead", "information flow", "relation", "plan", "task", "principle")
GAPS = (
    "accountability gap",
    "forum without chair",
    "sector without lead",
    "sector with two leads",
    "forum that answers to none",
    "missing information flow",
)
CHANGES = ("added", "kept", "removed")
KINDS = ("body", "forum", "role", "lead", "sector", "sector lead", "plan", "flow", "tie", "task", "principle", "obligation")


def _count(name: str, meaning: str) -> Column:
    return Column(name=name, meaning=meaning, kind="integer", required=True, minimum=0)


_STRENGTH = text("strength", "force of the rule; none where no rule speaks", required=True, accepted=STRENGTHS)
_RULES = text("rules", "rules it comes from, separated by ';'")

COORDINATION_DATA: tuple[Table, ...] = (
    Table(
        name="stand_ins",
        meaning="which stakeholder of a register stands for which body of the rules; a body also stands for itself by name",
        columns=(
            text("body", "body of bodies.csv, or forum of a sector", required=True, pattern=r"[A-Z][A-Z0-9_]*"),
            text("kind", "kind of the stakeholder", required=True, accepted=ACTOR_KINDS),
            text("names", "names it may have, small letters, separated by ';'; with words empty too, every one of its kind"),
            text("words", "words its name holds, small letters, separated by ';'"),
            text("other_than", "names or words that rule it out, separated by ';'"),
            NOTE,
        ),
    ),
    Table(
        name="evidence",
        meaning="which relation on record shows an edge type of the rules",
        key=("edge_type", "relation"),
        columns=(
            text("edge_type", "edge type of the rules", required=True, pattern=r"[A-Z][A-Z_]*"),
            text("relation", "relation on record", required=True, accepted=RELATIONS),
            text("direction", "way it runs on record", required=True, accepted=("same", "reverse", "either")),
            text("told_by", "end whose other relations tell whether its absence means anything", required=True,
                 accepted=("source", "target", "both")),
            Column(name="telling", meaning="whether its absence can be told from such relations", kind="flag", required=True),
            NOTE,
        ),
    ),
)  # fmt: skip

COORDINATION_RESULTS: tuple[Table, ...] = (
    Table(
        name="coordination_findings",
        meaning="what the register of an operation shows of a derived arrangement, the gravest first",
        columns=(
            text("finding", "met, missing on record, extra, or cannot be told", required=True, accepted=FINDINGS),
            text("subject", "what it is about", required=True, accepted=SUBJECTS),
            text("gap", "kind of gap, where it is one", accepted=GAPS),
            text("obligation", "what the rules ask for, or what is there beyond them, in words", required=True),
            _STRENGTH,
            text("area", "area of responsibility", required=True),
            text("from_body", "body that is bound"),
            text("to_body", "towards whom, or the forum, sector or plan"),
            text("evidence", "ties, rows or plans on record that show it, in words"),
            text("reason", "why it is missing, extra, or cannot be told"),
            text("absent", "bodies nobody in the register stands for, so that it cannot be told, separated by ';'"),
            _RULES,
        ),
    ),
    Table(
        name="coordination_counts",
        meaning="findings by area and force",
        key=("area", "strength"),
        columns=(
            text("area", "area of responsibility", required=True),
            _STRENGTH,
            _count("met", "findings met"),
            _count("missing", "findings missing on record"),
            _count("cannot_be_told", "findings the register cannot show"),
            _count("extra", "findings beyond the rules"),
        ),
    ),
    Table(
        name="standing_for",
        meaning="actors of a register and the bodies they were taken for",
        key=("actor", "body"),
        columns=(
            text("actor", "actor in actors.csv", required=True),
            text("name", "its name", required=True),
            text("body", "body of the rules", required=True),
            text("label", "its name for readers", required=True),
            text("basis", "why", required=True, accepted=("roles.csv", "name", "kind")),
        ),
    ),
    Table(
        name="arrangement_changes",
        meaning="elements of arrangements side by side, each against the first",
        key=("context", "kind", "element"),
        columns=(
            text("context", "context that is set beside the first", required=True),
            text("kind", "kind of element", required=True, accepted=KINDS),
            text("element", "element in words", required=True),
            text("from_body", "body that acts, where the element is between two"),
            text("edge_type", "edge type, where it is a tie"),
            text("to_body", "other end, or the element itself"),
            text("change", "against the first context", required=True, accepted=CHANGES),
            text("strength", "force of the strongest rule; none where no rule speaks", required=True,
                 accepted=(*STRENGTHS, "statement")),
            text("rules", "rules it comes from in this context, or where removed in the first, separated by ';'"),
            text("contexts", "every context in which it stands, separated by ';'"),
        ),
    ),
    Table(
        name="headline_changes",
        meaning="answers of the headline in the first context and another",
        key=("context", "field"),
        columns=(
            text("context", "context that is set beside the first", required=True),
            text("field", "field of the headline", required=True),
            text("before", "answer in the first context; empty for none"),
            text("after", "answer in this one; empty for none"),
            Column(name="changed", meaning="whether they differ", kind="flag", required=True),
            text("rules", "rules behind the later answer, or the first where it has none, separated by ';'"),
        ),
    ),
    Table(
        name="change_counts",
        meaning="how many elements each context adds, keeps and removes against the first",
        key=("context", "kind"),
        columns=(
            text("context", "context that is set beside the first", required=True),
            text("kind", "kind of element", required=True, accepted=KINDS),
            _count("added", "only in this context"),
            _count("kept", "in both"),
            _count("removed", "only in the first"),
            number("kept_share", "kept over all of them; empty where there are none", unit="share", minimum=0, maximum=1),
        ),
    ),
)  # fmt: skip
