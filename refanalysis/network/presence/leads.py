"""Who has to act: the lead of a sector, and which sectors are about connectivity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from refanalysis.data.intake.folding import fold, looked_up

CONNECTIVITY = ("telecom", "connectiv", "conectiv", "ETC", "ETS", "RETS")
"""Words that make a sector one of connectivity: a long one anywhere in its name, one of four letters or fewer as all of it."""

_TELECOMS = "emergency telecoms"
_SHORT = 4


def lead_of(sectors: pd.Series, leads: Mapping[str, str] | None) -> pd.Series:
    """Who leads each sector; empty where `leads` does not say.

    Parameters
    ----------
    sectors
        Names as the file has them.
    leads
        Lead by sector, from the rules of coordination; names are compared without regard to case, accents and blanks. Where it
        holds `emergency_telecoms`, that lead is also the one of every sector named after connectivity: in refugee settings
        UNHCR (Refugee Emergency Telecommunications Sector) in place of the cluster.
    """
    known = {_form(sector): lead for sector, lead in (leads or {}).items()}
    return looked_up(sectors, {sector: _lead(sector, known) for sector in sectors.unique()})


def word_of(name: str, words: Iterable[str] = CONNECTIVITY) -> str:
    """The first of `words` that a name holds; empty when it holds none."""
    plain = _form(name)
    for word in words:
        form = _form(word)
        if form == plain or (len(form) > _SHORT and form in plain):
            return word
    return ""


def _lead(sector: str, known: Mapping[str, str]) -> str:
    lead = known.get(_form(sector), "")
    return lead or (known.get(_TELECOMS, "") if word_of(sector) else "")


def _form(name: str) -> str:
    """A name folded, as people write it or as data keys do."""
    return fold(name.replace("_", " "))
