"""What a heading says a column holds, in English, French, Spanish or Portuguese."""

from __future__ import annotations

import re
from functools import lru_cache

from refanalysis.data.intake.folding import fold
from refanalysis.data.intake.meanings import LANGUAGES, Meaning

_LONGEST = 80


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b")


_PERSONAL = _pattern(r"e ?mails?|mail|correos?|telephone|telefonos?|telefones?|phone|mobile|contact\w*|contatos?|focal")
_IN_CHARGE = _pattern(r"responsables?|person in charge|encargad[oa]|responsavel")
_COUNT = re.compile(r"^(?:number|no|nb|nbr|nbre|nombre|numero|num|n|count|total|quantity|quantite|cantidad|quantidade)\b")
# "Nombre" is number in French and name in Spanish.
_SPANISH_NAME = re.compile(
    r"^nombres? (?:(?:de )?(?:la|el|las|los) |del |(?:de )?(?:organizacion|socio|entidad|donante|lider))"
)
_REACHED = _pattern(
    r"reached|assisted|served|atteint\w*|touche\w*|assiste\w*|beneficiar\w*|beneficiaires?|alcanzad\w*|atendid\w*|"
    r"alcancad\w*|assistid\w*|people|persons?|personnes|personas|pessoas"
)
_PART_OF_REACHED = _pattern(
    r"target\w*|planned|plan|need|cible\w*|planifi\w*|prevu\w*|meta|metas|previst\w*|planeja\w*|planead\w*|men|"
    r"women|boys?|girls?|males?|females?"
    r"|homm\w*|femm\w*|garcons?|filles?|hombres?|mujer\w*|nin[oa]s|homens?|mulher\w*|meninos|meninas|households?|"
    r"menages?|hogar\w*|famil\w*|disab\w*"
    r"|handicap\w*|percent\w*|type|tipo|categor\w*|profil\w*|children|enfants|adult\w*|elder\w*|aged?|name|nom"
)
_DAY = _pattern(r"dates?|fechas?|datas?|day|jour|dia|mois|month|mes")
_FROM = _pattern(r"start\w*|debut|demarrage|inici\w*|comienzo|from|begin\w*")
_TO = _pattern(r"end|ends|ending|fin|final|finalizacion|termin\w*|fim|to|until|completion|cierre|cloture|conclusao")
_STATUS = _pattern(r"status|estatus|statuts?|situacao|avancement|stage")
_STATE = re.compile(r"^(?:estado|etat) (?:actual|da|de|del|do|du|des|d)\b")
_PERIOD = _pattern(
    r"months?|mois|mes|meses|periods?|periodes?|periodos?|quarter|trimestr\w*|years?|annees?|ano|anos|semanas?|"
    r"weeks?|reported|round|report(?:ing)? date"
)
_BARE_DAY = re.compile(r"^(?:dates?|fecha|data)$")
_SUBSECTOR = _pattern(r"(?:sub|sous) ?(?:sectors?|secteurs?|clusters?|setor\w*|sectores)|aor|area of responsibility")
_SECTOR = _pattern(r"sectors?|secteurs?|clusters?|setor|setores|sectores|sectorial|domaines?|working group")
_ACTIVITY = _pattern(
    r"activit\w*|activid\w*|ativid\w*|interventions?|intervenc\w*|intervencao|acciones|accion|acao|acoes|what|quoi|que se hace"
)
_CODE = _pattern(r"p ?codes?|pcod\w*|codes?|codigos?|cod|ids?|cod\w*")
_ACRONYM = _pattern(r"acron\w*|siglas?|sigles?|abbrev\w*|abreviat\w*|short ?name")
_TYPE = _pattern(r"types?|tipos?|categor\w*|nature")
_OTHER = _pattern(
    r"url|website|web|site web|logo|address|adresse|direccion|headquarters?|siege|comments?|remarks?|observ\w*|"
    r"notes?|indicat\w*|indicad\w*"
)
_ROLE = re.compile(r"^(?:role|roles|rol|papel|funcao)(?: (?:of|de|da|del|in)\b.*)?$")

_ORGANISATION = _pattern(
    r"organi[sz]ations?|organizacion\w*|organizac\w*|organisme\w*|orgs?|agency|agencies|agences?|agencias?|ongs?|"
    r"ngos?|osc|partners?|partenaires?"
    r"|socios?|parceiros?|entity|entidad\w*|entidades?|institutions?|instituci\w*|instituic\w*|actors?|acteurs?|"
    r"actor|ator|atores|who|qui|quien|quem|structures?"
)
_ROLES = {
    "donor": _pattern(
        r"donors?|funders?|funded by|funding|fund source|bailleurs?|donantes?|donateurs?|financiad\w*|financeur\w*|"
        r"financement|financiamiento|financiamento|financiacion|doador\w*|donatari\w*"
    ),
    "implementing": _pattern(r"implement\w*|impl|mise en oeuvre|execut\w*|ejecut\w*|sub ?grantees?"),
    "leader": _pattern(r"leads?|leading|leaders?|lider\w*|chefs? de file|coordinator"),
    "reporting": _pattern(r"reporting|reported by|rapport\w*|reporta\w*|relator\w*|declarant\w*|informante"),
    "programming": _pattern(
        r"programm?es?|programm?ing|prog|programa\w*|principal\w*|prime|appealing|recipient\w*|administra\w*"
    ),
}
_PARTNER = _pattern(r"partners?|partenaires?|socios?|parceiros?")
# These name an organisation without the word; "programme" and "reporting" alone do not.
_ALONE = ("donor", "implementing", "leader")
_MONEY = _pattern(r"amounts?|usd|us|montant|monto|montante|budget|valor|status|required|received|gap|eur")
_MANNER = _pattern(r"status|date|modal\w*|month|mois|period\w*|level|mode|plans?")

_LEVEL = re.compile(
    r"\b(?:adm(?:in)?\w*?|niveau|nivel|level)(?: (?:level|division|unit|niveau|nivel|area|boundary))? ?([0-5])\b"
)
_ORIGIN = _pattern(r"origin|origine|origen|origem|nationality|nationalite")
_COUNTRY = _pattern(r"country|countries|pays|pais|paises")
# Rank from large to small and the words for it; words that hold others stand before them.
_PLACES = (
    (35, _pattern(r"sub ?(?:counties|county|districts?)|zones? de sante|aires? de sante|health zones?|upazilas?|tehsils?")),
    (27, _pattern(r"sous prefectures?")),
    (
        10,
        _pattern(r"regions?|regiao|regioes|governorates?|gouvernorats?|gobernaci\w*|oblasts?|states?|estados?|etats?"),
    ),
    (15, _pattern(r"departamentos?")),
    (20, _pattern(r"provinces?|provincias?|zones?|zonas?|prefectures?|county|counties|divisions?|mantikas?")),
    (25, _pattern(r"departements?|departments?|cercles?|moughataas?")),
    (
        30,
        _pattern(
            r"districts?|distritos?|municipios?|municipality|municipalities|municipalit\w*|woredas?|territoires?|arrondissements?"
            r"|cantons?|cantones|raions?|lgas?|local government areas?|cazas?|locality|localities|baladiyas?"
        ),
    ),
    (35, _pattern(r"communes?|comunas?|townships?|hromadas?")),
    (
        40,
        _pattern(
            r"wards?|payams?|postos?(?: administrativos?)?|sections? communales?|sections?|parroquias?|parish|parishes"
            r"|corregimientos?|unions?|kebeles?|collines?|muhallas?"
        ),
    ),
)
_SITE = _pattern(
    r"sites?|villages?|villes?|camps?|campos?|localites?|localidad\w*|locations?|lieux?|lugar\w*|settlements?|"
    r"asentamientos?|assentamentos?|quartiers?"
    r"|facility|facilities|towns?|city|cities|aldeas?|comunidad\w*|barrios?|neighbou?rhoods?|where|ou|donde|onde"
)


def words_of(heading: str) -> str:
    """The heading in small letters without accents or punctuation, words that were run together set apart.

    Examples
    --------
    >>> words_of("Implementing agencyType *")
    'implementing agency type'
    """
    apart = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])", " ", heading)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(apart)).split())


@lru_cache(maxsize=4096)
def meaning_of(heading: str) -> Meaning | None:
    """What the heading says its column holds; none when no word of it is known."""
    words = words_of(heading)
    if not words or len(heading) > _LONGEST or re.match("#[A-Za-z]", heading):
        return None
    last = words.split()[-1]
    language = LANGUAGES.get(last, "") if last != words else ""
    plain = words.removesuffix(last).strip() if language else words
    found = _meaning(plain)
    return found._replace(language=language) if found else None


def _meaning(words: str) -> Meaning | None:
    for rule in (_personal, _people, _counted, _dates, _organisation, _status, _period, _work, _place, _rest):
        found = rule(words)
        if found:
            return found
    return None


def _personal(words: str) -> Meaning | None:
    named = None if _ORGANISATION.search(words) else _by(_IN_CHARGE, words, "personal")
    return _by(_PERSONAL, words, "personal") or named


def _people(words: str) -> Meaning | None:
    found = _REACHED.search(words)
    if not found or _ORGANISATION.search(words) or _ROLES["implementing"].search(words):
        return None
    part = _PART_OF_REACHED.search(words)
    return Meaning("other", word=part.group()) if part else Meaning("people", word=found.group())


def _counted(words: str) -> Meaning | None:
    found = None if _SPANISH_NAME.search(words) else _COUNT.search(words)
    counts = found and (_ORGANISATION.search(words) or _ACTIVITY.search(words) or _SECTOR.search(words))
    return Meaning("count", word=found.group()) if found and counts else None


def _dates(words: str) -> Meaning | None:
    bare = len(words.split()) == 1
    if not (bare or _DAY.search(words)):
        return None
    for what, pattern in (("from_date", _FROM), ("to_date", _TO)):
        found = pattern.search(words)
        if found:
            return Meaning(what, word=found.group())
    return None


def _organisation(words: str) -> Meaning | None:
    noun = _ORGANISATION.search(words)
    roles = [(role, found) for role, pattern in _ROLES.items() if (found := pattern.search(words))]
    role, found = roles[0] if roles else ("", None)
    if not noun and role not in _ALONE:
        return None
    if _OTHER.search(words):
        return Meaning("other", word=_first(_OTHER, words))
    if role == "donor" and _MONEY.search(words):
        return Meaning("other", word=_first(_MONEY, words))
    if not noun and (_MANNER.search(words) or _ACTIVITY.search(words)):
        return None
    if noun and not role and (_ACTIVITY.search(words) or _COUNTRY.search(words)):
        return None
    if not role and _PARTNER.search(words):
        role = "partner"
    word = " ".join(dict.fromkeys(each.group() for each in (found, noun) if each))
    return Meaning("organisation", part=_part(words), role=role, word=word)


def _part(words: str) -> str:
    for part, pattern in (("acronym", _ACRONYM), ("type", _TYPE), ("code", _CODE)):
        if pattern.search(words):
            return part
    return "name" if re.search(r"\b(?:name|nom|nombre|nome)\b", words) else ""


def _status(words: str) -> Meaning | None:
    return _by(_STATUS, words, "status") or _by(_STATE, words, "status")


def _period(words: str) -> Meaning | None:
    return _by(_PERIOD, words, "period")


def _work(words: str) -> Meaning | None:
    if _ROLE.search(words):
        return Meaning("role", word=words)
    part = "code" if _CODE.search(words) else ""
    for what, pattern in (("subsector", _SUBSECTOR), ("activity", _ACTIVITY), ("sector", _SECTOR)):
        found = pattern.search(words)
        if found:
            lead = _ROLES["leader"].search(words)
            if what == "sector" and lead:
                return Meaning("organisation", role="leader", word=lead.group())
            return Meaning(what, part=part, word=found.group())
    return None


def _place(words: str) -> Meaning | None:
    part = "code" if _CODE.search(words) else "type" if _TYPE.search(words) else "name"
    level = _LEVEL.search(words)
    if level:
        return Meaning(f"adm{level.group(1)}", part=part, word=level.group())
    site = _SITE.search(words)
    for rank, pattern in _PLACES:
        found = pattern.search(words)
        if found and not (site and site.start() < found.start()) and part != "type":
            return Meaning("site" if site else "place", part=part, rank=rank, word=found.group())
    if _ORIGIN.search(words):
        return Meaning("other", word=_first(_ORIGIN, words))
    if _COUNTRY.search(words):
        return Meaning("adm0", part=part, word=_first(_COUNTRY, words))
    if site and part != "type":
        return Meaning("site", part=part, word=site.group())
    return Meaning("place", part="code", word=_first(_CODE, words)) if re.search(r"\bp ?cod", words) else None


def _rest(words: str) -> Meaning | None:
    acronym = _ACRONYM.search(words)
    if acronym:
        return Meaning("organisation", part="acronym", word=acronym.group())
    return _by(_OTHER, words, "other") or _by(_BARE_DAY, words, "period")


def _by(pattern: re.Pattern[str], words: str, what: str) -> Meaning | None:
    found = pattern.search(words)
    return Meaning(what, word=found.group()) if found else None


def _first(pattern: re.Pattern[str], words: str) -> str:
    found = pattern.search(words)
    return found.group() if found else ""
