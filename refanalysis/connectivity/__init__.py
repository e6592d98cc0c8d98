"""Who is connected, as far as is known: the status of sites and countries, barriers, and what must be found out.

Everything is read from tables; nothing is estimated. What is not known is `unknown`, with the people it concerns.
"""

from __future__ import annotations

from refanalysis.connectivity.barriers import SURVEY_BARRIERS, barriers
from refanalysis.connectivity.country import INDICATORS, country_status
from refanalysis.connectivity.distances import LOCATED, site_distances
from refanalysis.connectivity.people import people_by_status
from refanalysis.connectivity.questions import open_questions
from refanalysis.connectivity.sites import CHECKED, FULL_SERVICE, site_status
from refanalysis.connectivity.statements import STATUSES

READS = tuple(indicator.name for indicator in INDICATORS if not indicator.derived)

__all__ = [
    "CHECKED",
    "FULL_SERVICE",
    "INDICATORS",
    "LOCATED",
    "READS",
    "STATUSES",
    "SURVEY_BARRIERS",
    "barriers",
    "country_status",
    "open_questions",
    "people_by_status",
    "site_distances",
    "site_status",
]
