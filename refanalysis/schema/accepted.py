"""Words that tables accept, each list once."""

QUALITIES = ("measured", "published", "quoted", "expert", "placeholder")
DISTRIBUTIONS = ("fixed", "pert", "triangular", "uniform", "lognormal")
DRIVERS = (
    "site",
    "cell",
    "hop",
    "km",
    "access_point",
    "terminal",
    "mbps",
    "user",
    "centre",
    "trainee",
    "staff",
    "watt",
    "panel_watt",
    "battery_kwh",
    "power_point",
    "grid_kwh",
    "litre",
    "backup_litre",
    "mhz_person",
)
ITEMS = (
    "capex",
    "replacement",
    "opex",
    "energy",
    "bandwidth",
    "staff",
    "training",
    "licence",
    "tax",
    "overhead",
    "retirement",
    "residual",
)
TECHNOLOGY_ROLES = ("service", "backhaul", "power")
PAYERS = ("agency", "donor", "operator", "universal_service_fund", "government", "community")
ACTOR_KINDS = (
    "host_government",
    "line_ministry",
    "regulator",
    "mno",
    "isp",
    "satellite_provider",
    "tower_company",
    "un_agency",
    "development_actor",
    "donor",
    "ingo",
    "nngo",
    "refugee_led",
    "community_structure",
    "private_sector",
    "academia",
    "forum",
)
RELATIONS = (
    "funds",
    "implements_for",
    "coordinates",
    "leads",
    "reports_to",
    "informs",
    "licenses",
    "contracts",
    "provides_service",
    "advocates_to",
    "member_of",
)
LEVELS = ("low", "medium", "high", "unknown")
COORDINATE_QUALITIES = ("source_point", "fuzzy_match", "partial_match", "approximate", "none", "implausible")
OPERATION_TABLES = ("actors", "ties", "presence", "coverage", "survey", "funding", "plans", "payers", "mandates", "roles")
PRESENCE_ROLES = ("donor", "programming", "implementing", "partner", "reporting", "leader")
MANDATES = (
    "identity_rule",
    "identity_paper",
    "licence",
    "subsidy",
    "wallet_rule",
    "site_access",
    "network",
    "money",
    "community_voice",
)
