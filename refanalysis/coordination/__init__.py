"""Who leads, who answers for what, which fora, plans and flows: the Refugee Coordination Model as data, derived.

::

    context = coordination.read(operation.context)
    arrangement = coordination.derive(context)
    coordination.headline(arrangement)
    coordination.explain(arrangement, "NATIONAL_COORDINATION_FORUM")
    coordination.open_questions(arrangement)

Rules, dimensions, sectors and bodies are rows of `data/coordination/`; a rule is added there, without Python.
"""

from __future__ import annotations

from refanalysis.coordination.arrangement import Arrangement, derive
from refanalysis.coordination.cases import Case, case, cases, read_cases, stated
from refanalysis.coordination.compare import Comparison, changed_network, chosen_steps, compare, phases, steps
from refanalysis.coordination.conformance import Conformance, conformance, gravest, standing_for
from refanalysis.coordination.context import Context, encoded, read, replaced, worded
from refanalysis.coordination.everywhere import Everywhere, everywhere, witness
from refanalysis.coordination.guidance import Guidance, load
from refanalysis.coordination.headline import headline, headline_table
from refanalysis.coordination.invariants import invariants
from refanalysis.coordination.labels import labelled
from refanalysis.coordination.questions import explain, in_words, obligations, open_questions
from refanalysis.coordination.responsibilities import responsibilities
from refanalysis.coordination.rules import evaluate, evaluate_many
from refanalysis.coordination.situation import Situation, context_of, situation
from refanalysis.coordination.ties import actors, ties

__all__ = [
    "Arrangement",
    "Case",
    "Comparison",
    "Conformance",
    "Context",
    "Everywhere",
    "Guidance",
    "Situation",
    "actors",
    "case",
    "cases",
    "changed_network",
    "chosen_steps",
    "compare",
    "conformance",
    "context_of",
    "derive",
    "encoded",
    "evaluate",
    "evaluate_many",
    "everywhere",
    "explain",
    "gravest",
    "headline",
    "headline_table",
    "in_words",
    "invariants",
    "labelled",
    "load",
    "obligations",
    "open_questions",
    "phases",
    "read",
    "read_cases",
    "replaced",
    "responsibilities",
    "situation",
    "standing_for",
    "stated",
    "steps",
    "ties",
    "witness",
    "worded",
]
