"""Who is bound to what, in the form managers know: accountable, responsible, consulted, informed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.coordination.arrangement import Arrangement
from refanalysis.coordination.elements import LEADING, Element
from refanalysis.coordination.rules import FIRED

if TYPE_CHECKING:
    import pandas as pd

# edge type: part played by the body at its end
_AT_TARGET = {"INFORMS": "informed", "CONSULTS": "consulted"}
_AT_SOURCE = {"PARTICIPATES_IN": "consulted"}
_BINDING = ("shall", "should", "where_possible", "may")


def responsibilities(arrangement: Arrangement, scenario: str = "base") -> pd.DataFrame:
    """Table `responsibilities`: one row for each body a rule that holds gives a part.

    A body is accountable where a rule says that it answers for something, and for the sector it leads; else the body a
    rule binds is responsible. Bodies that must be informed or consulted come from the ties the rule draws. Statements of
    fact bind nobody and are left out.

    Parameters
    ----------
    scenario
        Name written into the column scenario.
    """
    import pandas as pd

    guidance = arrangement.guidance
    leads = {guidance.forum(sector): lead for sector, lead in arrangement.sector_leads.items()}
    rows = set()
    for rule, (status, _) in arrangement.verdicts.items():
        row = guidance.rules[rule]
        if status == FIRED and row["strength"] in _BINDING:
            own = [element for element in arrangement.elements if element.rule == rule]
            rows |= {(scenario, row["area"], *part, row["strength"], rule) for part in _parts(row, own, leads)}
    frame = pd.DataFrame(sorted(rows), columns=schema.TABLES["responsibilities"].names)
    return schema.check(frame, "responsibilities")


def _parts(row: Mapping[str, str], elements: list[Element], leads: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(body, role, towards whom or what) of one rule."""
    answering = {element.source for element in elements if element.verb == "ACCOUNTABLE_FOR"}
    bound = {body.strip() for body in row["actor"].split(";")}
    for body in bound:
        yield body, "accountable" if body in answering else "responsible", row["object"]
    for element in elements:
        if element.verb in _AT_TARGET and element.target not in bound:
            yield element.target, _AT_TARGET[element.verb], element.words or row["object"]
        if element.verb in _AT_SOURCE and element.source not in bound:
            yield element.source, _AT_SOURCE[element.verb], element.target
        if element.verb in LEADING and leads.get(element.target) == element.source:
            yield element.source, "accountable", element.target
