"""Sentences on a real case of coordination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    from refanalysis.coordination import Case


def case(found: Case) -> list[str]:
    """Return what the case is, how it was coded, and what the rules need beyond what was read.

    Parameters
    ----------
    found
        From `refanalysis.coordination.case`.
    """
    asked = words.count(len(found.oracle), "answer")
    said = [
        f"{found.title} ({found.period}): {asked} of the real arrangement were read, {found.skipped} were not; the coding of "
        f"the situation has {found.context_confidence} confidence.",
    ]
    if found.overrides:
        added = ", ".join(map(words.label, found.overrides))
        said.append(f"Inputs that the coding lacks were added: {added}. {found.why.rstrip('.')}.")
    return [*said, f"Whether the guidance is known to give this arrangement: {found.fit.rstrip('.')}."] if found.fit else said
