"""Words that stand in cells of who-does-what-where files, in English, French, Spanish and Portuguese, folded."""

from __future__ import annotations

import re

from refanalysis.schema.accepted import ACTOR_KINDS


def _set(words: str) -> frozenset[str]:
    return frozenset(word.strip() for word in words.split("|"))


# What spreadsheets write where there is nothing, and what people write.
NOTHING = _set(
    "n/a|#n/a|na|n.a|n.a.|n/d|nd|s/d|s/n|s/i|-|--|---|.|..|?|??|/|x|0|nil|null|none|nan|#ref!|#value!|#name?|"
    "#null!|#div/0!|tbc|tbd|to be confirmed|to be determined"
    "|unknown|not known|not applicable|not available|not specified|unspecified|blank|(blank)|(vide)|(en blanco)"
    "|inconnu|inconnue|non disponible|non applicable|non specifie|non precise|a confirmer|a determiner|aucun|"
    "aucune|neant|sans objet"
    "|desconocido|no disponible|no aplica|no especificado|por confirmar|por definir|ninguno|ninguna|sin dato|sin "
    "informacion|en blanco"
    "|desconhecido|nao disponivel|nao aplicavel|nao especificado|a confirmar|a definir|nenhum|nenhuma|sem dados|sem informacao"
)
# Somebody, but nobody in particular: kept, so that the part is not lost, and never merged with a name.
NOBODY_IN_PARTICULAR = _set(
    "multiple donors|multiple donor|multi donors|multi donor|multi-donor|multiple|various|various donors|several "
    "donors|several|other|others|other donors|private donors|private donor"
    "|own funds|own funding|self funded|self-funded|internal funds|multiple partners|various partners|multiple "
    "organizations|multiple organisations"
    "|plusieurs bailleurs|plusieurs|divers|divers bailleurs|bailleurs multiples|multiples bailleurs|"
    "multi-bailleurs|autre|autres|autres bailleurs|fonds propres"
    "|varios donantes|varios|multiples donantes|donantes multiples|otro|otros|otros donantes|fondos propios|donantes privados"
    "|varios doadores|multiplos doadores|diversos doadores|diversos|outro|outros|outros doadores|fundos proprios"
)
# A kind of organisation where a name should stand.
ONLY_A_KIND = _set(
    "government|govt|national government|local government|gouvernement|gobierno|governo|authorities|local authorities"
    "|autorites|autorites locales|autoridades|autoridades locales|ngo|ingo|nngo|ngos|ingos|nngos|ong|ongs|international ngo"
    "|national ngo|local ngo|ong internationale|ong nationale|ong internacional|ong nacional|un agency|un agencies"
    "|private sector|secteur prive|sector privado|setor privado|community|communities|communaute|comunidad|comunidade"
    "|donors|bailleurs|donantes|doadores"
)
# What part an organisation plays, where its name should stand.
PARTNERSHIP = _set(
    "primary|secondary|sub|main|principal|lead|leader|direct|indirect|direct implementation|direct implementer|"
    "self|yes|no|oui|non|si|sim|nao|partner|partners"
    "|implementing|implementer|implementing partner|implementing partners|sub implementing|sub-implementing|"
    "sub-implementing partner|sub implementing partner|subimplementing"
    "|primary implementing|primary implementing partner|primary/sub-implementing|primary / sub-implementing|"
    "programme partner|programming|reporting|donor|through partner|via partner"
    "|implementation directe|mise en oeuvre directe|directo|directa|indirecto|implementacion directa|ejecutor|"
    "implementador|socio implementador|parceiro de implementacao"
)
TOTALS = re.compile(
    r"(?:grand |sub ?-?|sous ?-?|overall )?(?:totals?|totaux|totales|totais)(?: (?:general|generale|geral|global))?|"
    r"subtotal|somme|suma|soma"
)
ROLE_WORDS = {
    "donor": _set("donor|funder|donors|bailleur|donante|doador|financiador"),
    "programming": _set("programming|programme|program|prog|programme partner|programming partner"),
    "implementing": _set(
        "implementing|implementer|implementing partner|impl|implementador|ejecutor|partenaire de mise en oeuvre|executor"
    ),
    "partner": _set("partner|partenaire|socio|parceiro|collaborating"),
    "reporting": _set("reporting|reporter|rapportant|reportante"),
    "leader": _set("leader|lead|leading|lider|chef de file|co_lead|co-lead|co lead"),
}

_STATUSES = (
    (
        "active",
        r"on ?-?going|in progress|active|activ[oa]|actif|current|running|started|under ?way|en cours\b.*|encours|en "
        r"curso|en ejecucion|en proceso|em curso|em andamento|em execucao|implementing|under implementation|being "
        r"implemented",
    ),
    (
        "planned",
        r"planned|planning|pipeline|not (?:yet )?started|upcoming|future|proposed|scheduled|planifie\w*|prevu\w*|non "
        r"demarre\w*|a venir|planificad[oa]s?|planead[oa]s?|planejad[oa]s?|programad[oa]s?|previst[oa]s?|por iniciar|"
        r"por comecar",
    ),
    (
        "ended",
        r"complet\w*|finished|ended|closed|done|finalis\w*|finaliz\w*|termin\w*|achev\w*|acheve\w*|realis\w*|cloture\w*|"
        r"cerrad[oa]|conclu\w*|encerrad[oa]|culminad[oa]|realizad[oa]|ejecutad[oa]|suspend\w*|on ?hold|cancel\w*|"
        r"annul\w*|stopped|discontinued|interrompu\w*|interrumpid\w*",
    ),
)
STATUSES = tuple((status, re.compile(f"(?:{pattern})")) for status, pattern in _STATUSES)

# The first that fits; longer words stand before words they hold.
_KINDS = (
    (
        "refugee_led",
        r"refugee.?led.*|rlo|.*\bled by refugees|organi[sz]ation de refugies|organizaciones? de refugiados|.*dirigee? "
        r"par des refugies",
    ),
    (
        "community_structure",
        r"communit\w+.*|cbo|osc communautaire|organi[sz]ation communautaire.*|organizacion\w* comunitari\w*|"
        r"organizac\w+ comunitari\w*|base communautaire|ocb",
    ),
    (
        "un_agency",
        r"un|un agenc(?:y|ies)|u\.n\.? agency|united nations.*|un organi[sz]ations?|un entity|agences? (?:des )?nations "
        r"unies|agences? (?:du systeme )?(?:des |de l'?)?(?:nations unies|onu)|agence onu|nations unies|snu|agencias?,? "
        r"(?:de )?(?:las )?naciones unidas|agencias? (?:de )?(?:la )?onu|naciones unidas|sistema de (?:las )?naciones "
        r"unidas|agencias? d(?:as|e) nacoes unidas|agencias? da onu|nacoes unidas|onu",
    ),
    (
        "ingo",
        r"(?:i\.?n\.?g\.?o|intl ngo|int'?l ngo)s?|international n\.?g\.?os?|international non.?government\w* org.*|"
        r"international organi[sz]ation ngo|ongs? internationales?|ongi|ongs? internaciona(?:l|is|les)|ongi|ngo "
        r"international|ngo - international|international ngo\b.*",
    ),
    (
        "nngo",
        r"(?:n\.?n\.?g\.?o|l\.?n\.?g\.?o)s?|national n\.?g\.?os?|local n\.?g\.?os?|national non.?government\w* org.*|"
        r"local/national ngo|national/local ngo|national or local ngo|ongs? nationales?|ongn|ongs? locales?|ongs? "
        r"naciona(?:l|is|les)|ongs? loca(?:l|is|les)|ngo national|ngo - national|ngo local|national civil society "
        r"organi[sz]ations?",
    ),
    (
        "regulator",
        r"(?:telecom\w*|communications?|national|sector|ict)? ?regulat(?:or|ors|ory)(?: (?:authority|body|agency|commission))?|"
        r"(?:autorite de )?regulat(?:eur|ion)\b.*|(?:ente )?regulador\w*.*|autoridade reguladora.*",
    ),
    (
        "mno",
        r"m\.?n\.?os?|mobile (?:network |phone )?(?:operator|provider|compan(?:y|ie))s?|(?:telecom\w*|telephone|gsm|cellular) "
        r"(?:operator|provider|compan(?:y|ie))s?|telcos?|operat(?:eur|rice)s? (?:de telephonie )?mobiles?|"
        r"operateurs? telecoms?|operador\w* (?:de telefonia )?(?:movil|movel|moviles|moveis)|operador\w* de telecom\w*",
    ),
    (
        "isp",
        r"i\.?s\.?ps?|internet (?:service )?providers?|fournisseurs? (?:d'?acces )?(?:a |d'?)?internet|fai|"
        r"(?:proveedor|provedor)\w* de (?:servicio\w* de )?internet",
    ),
    (
        "satellite_provider",
        r"satellite (?:service |internet )?(?:provider|operator|compan(?:y|ie))s?|operat\w+ (?:de )?satellites?",
    ),
    ("tower_company", r"tower ?(?:co|cos|compan(?:y|ies)|operators?|owners?)|societes? de (?:tours|pylones)"),
    ("line_ministry", r"ministr(?:y|ies|e|eres?|erios?)\b.*|line ministr\w*|ministerios?|ministeres?"),
    (
        "host_government",
        r"government\w*|govt\.?|gov|gov't|national government|local government|government (?:agency|authority|entity|"
        r"body|institution|partner)\b.*|gouvernement\w*|gouvernementale?s?|gobierno.*|governo.*|governamental|"
        r"gubernamental|(?:local |national |public )?authorit(?:y|ies)|state|public sector|autorite\w*|autoridad\w*|"
        r"services? (?:technique|etatique)s?.*|etat|instituci\w+ publicas?|sector publico",
    ),
    ("donor", r"donors?|bailleurs?(?: de fonds)?|donantes?|doador(?:es)?"),
    (
        "development_actor",
        r"(?:i\.?f\.?i)s?|international financial institutions?|development (?:actor|bank|agency|partner)s?|"
        r"multilateral development banks?",
    ),
    (
        "private_sector",
        r"private(?: sector| company| companies)?|company|companies|secteur prive|prive|entreprises?|sector privado|"
        r"empresas?|setor privado",
    ),
    ("academia", r"academi\w+.*|universit\w+.*|universidad\w*|universidade\w*|research.*|recherche"),
    ("forum", r"cluster|forum|working group"),
)
KINDS = tuple((kind, re.compile(f"(?:{pattern})")) for kind, pattern in _KINDS)

SECTORS = re.compile(
    r"\b(?:education|educacion|educacao|health|sante|salud|saude|wash|eha|eau|water|agua|nutrition|nutricion|"
    r"nutricao|protection|proteccion|protecao|shelter|abris?|nfi|ame"
    r"|albergue|alojamiento|abrigo|food|fsl|fsc|fss|secal|alimenta\w*|cccm|gsat|camp coordination|etc|telecom\w*|"
    r"logisti\w*|gbv|vbg|cp|child protection|mine action|mpc|mpca"
    r"|cash|early recovery|livelihoods?|refugee response|ccs|coordination|agriculture|msna|sexual)\b"
)


def status_of(folded: str) -> str:
    """Stage of the work that a folded cell names: planned, active, ended, or unknown."""
    return next((status for status, pattern in STATUSES if pattern.fullmatch(folded)), "unknown")


def kind_of(folded: str) -> str:
    """Kind of stakeholder that a folded type of organisation names, or unknown."""
    plain = " ".join(re.sub(r"[()_/,-]+", " ", folded).split())
    if plain.replace(" ", "_") in ACTOR_KINDS:
        return plain.replace(" ", "_")
    return next((kind for kind, pattern in KINDS if pattern.fullmatch(folded) or pattern.fullmatch(plain)), "unknown")
