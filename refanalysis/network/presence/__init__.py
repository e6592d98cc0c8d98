"""Who does what where: who is present, where no one works, where work is doubled, in whose hands it lies, who pays for it.

Functions take what `refanalysis.data.intake.read_presence` read, or `presence_of(operation)`, and return tables.
"""

from __future__ import annotations

from refanalysis.network.presence.chains import as_ties, chains, single_sources
from refanalysis.network.presence.connectivity import investment_check, who_connects
from refanalysis.network.presence.coverage import cells_lost_if_removed, coverage, gaps, single_providers
from refanalysis.network.presence.duplication import duplication
from refanalysis.network.presence.hands import concentration, localisation, partner_load
from refanalysis.network.presence.headline import headline
from refanalysis.network.presence.leads import CONNECTIVITY, lead_of
from refanalysis.network.presence.overlaps import copresence, overlaps
from refanalysis.network.presence.own import population_of, presence_of
from refanalysis.network.presence.rows import AT_WORK, PRESENT, organisations, present, repeated_reports

__all__ = [
    "AT_WORK",
    "CONNECTIVITY",
    "PRESENT",
    "as_ties",
    "cells_lost_if_removed",
    "chains",
    "concentration",
    "copresence",
    "coverage",
    "duplication",
    "gaps",
    "headline",
    "investment_check",
    "lead_of",
    "localisation",
    "organisations",
    "overlaps",
    "partner_load",
    "population_of",
    "presence_of",
    "present",
    "repeated_reports",
    "single_providers",
    "single_sources",
    "who_connects",
]
