"""Words in names that tell where an office is, or only what kind of body it is: they weigh little when names are compared."""

from __future__ import annotations

from refanalysis.data.names.folding import words

_COUNTRIES = """afghanistan; algeria; angola; armenia; australia; austria; bangladesh; belgium; belgique; benin; botswana;
brazil; bulgaria; burkina; burkina faso; burundi; cameroon; cameroun; canada; central african republic; car; rca; chad;
tchad; china; colombia; congo; drc; rdc; costa rica; cote divoire; croatia; cyprus; czech republic; denmark; danmark;
djibouti; ecuador; egypt; el salvador; eritrea; espana; espagne; ethiopia; finland; france; gabon; gambia; georgia; germany;
allemagne; deutschland; ghana; great britain; greece; guatemala; guinea; haiti; honduras; hungary; india; indonesia; iran;
iraq; ireland; israel; italy; italia; italie; ivory coast; japan; japon; jordan; kenya; korea; kuwait; lebanon; leb; liban;
liberia; libya; luxembourg; madagascar; malawi; malaysia; mali; mauritania; mauritanie; mexico; moldova; monaco; mongolia;
morocco; mozambique; myanmar; namibia; nepal; netherlands; nederland; new zealand; niger; nigeria; norway; pakistan;
palestine; panama; peru; philippines; poland; portugal; qatar; romania; rwanda; saudi arabia; senegal; serbia; sierra leone;
slovakia; slovenia; somalia; somaliland; south africa; south sudan; spain; sri lanka; sudan; suisse; schweiz; sweden;
switzerland; syria; tanzania; thailand; togo; tunisia; turkey; turkiye; uganda; uk; ukraine; united arab emirates; uae;
united kingdom; united states; us; usa; venezuela; vietnam; yemen; zambia; zimbabwe; it; fr; de; nl; gb"""
_LEGAL = "ab asbl bv ev gmbh inc llc llp ltd limited onlus plc sa sarl vzw aisbl ngo ong"
_GENERAL = """agency association corporation fondation foundation fund fundacion global group initiative internacional
international internationale organisation organization programme program society trust worldwide"""
COUNTRIES = frozenset(words(name) for name in _COUNTRIES.split(";"))
LEGAL = frozenset(_LEGAL.split())
GENERAL = frozenset(_GENERAL.split())
_STATE = frozenset({"government", "gov", "ministry"})
_LONGEST = max(map(len, COUNTRIES))


def without_country(name: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The words of a name without a country at their end or beginning, and that country; empty when there is none.

    "Government" and "Ministry" are no name by themselves: without their country nothing is left to compare.
    """
    for length in range(_LONGEST, 0, -1):
        if len(name) <= length:
            continue
        for country, rest in ((name[-length:], name[:-length]), (name[:length], name[length:])):
            if country in COUNTRIES:
                left = rest[:-1] if rest[-1:] == ("in",) and len(rest) > 1 else rest
                return (name, "") if set(left) <= _STATE else (left, country_name(country))
    return name, ""


def country_name(country: tuple[str, ...]) -> str:
    """A country as a reader writes it."""
    return " ".join(word.upper() if len(word) < 4 and len(country) == 1 else word.capitalize() for word in country)
