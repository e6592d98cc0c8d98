"""Kinds of actor that a refugee connectivity effort needs, and which of them a register lacks."""

from __future__ import annotations

import pandas as pd

from refanalysis import schema

SOURCE = "unhcr_emergency_handbook_connectivity"
"""Key in sources.csv of the document the needs rest on; `reference` names its section."""

_NEEDS = (
    (
        "host government",
        "host_government",
        "Decides which papers let a refugee register a SIM card or a mobile wallet in the refugee's own name.",
        "Legal and regulatory environment",
    ),
    (
        "ministry",
        "line_ministry",
        "Sets telecommunications policy and may hold a fund for rural access; interior and other ministries share the rules.",
        "Resources and partnerships: government",
    ),
    (
        "telecom regulator",
        "regulator",
        "Oversees how people get connected, SIM registration and licences, and may pay for rural sites.",
        "Resources and partnerships: government",
    ),
    (
        "mobile operator",
        "mno",
        "Builds and runs the network refugees will pay for; must learn early where people are and how many.",
        "Key points; improving mobile coverage",
    ),
    (
        "internet provider",
        "isp",
        "Connects sites and centres where mobile networks do not reach or do not suffice.",
        "Key points; improving mobile coverage",
    ),
    (
        "satellite provider",
        "satellite_provider",
        "Reaches places without towers or fibre, and may have promised help in crises under a charter.",
        "Resources and partnerships: operators",
    ),
    (
        "United Nations",
        "un_agency",
        "UNHCR must help to restore connectivity in a refugee emergency and speaks with operators and government.",
        "Relevance for emergency operations",
    ),
    (
        "development actor",
        "development_actor",
        "May turn existing digital projects towards refugee-hosting areas and carry the work beyond the emergency.",
        "Improving mobile coverage; post-emergency",
    ),
    (
        "donor",
        "donor",
        "Pays for temporary links, and must know what running them costs once emergency money ends.",
        "Targeted investment in infrastructure",
    ),
    (
        "non-governmental organisation",
        "ingo;nngo",
        "Runs connected centres with the community and takes services over in the transition.",
        "Relevance for emergency operations; practical considerations",
    ),
    (
        "refugee-led organisation",
        "refugee_led",
        "Says what refugees need and trust, and can own and maintain local networks.",
        "Overview; resources and partnerships: community",
    ),
    (
        "community structure",
        "community_structure",
        "Governs and looks after connected centres, so that they last when the money ends.",
        "Targeted investment in infrastructure",
    ),
    (
        "forum",
        "forum",
        "Keeps investments informed by needs, free of duplication and lasting, as more actors join each year.",
        "Coordination of connectivity",
    ),
)


def kind_needs(actors: pd.DataFrame) -> pd.DataFrame:
    """Every kind of actor needed and how many of it the register holds: table `kind_needs`.

    Parameters
    ----------
    actors
        Table `actors`; only `kind` is read.

    Notes
    -----
    The needs are those of UNHCR's Emergency Handbook, entry Connectivity for Refugees, in our words. Kinds it does not name
    (tower companies, academia, other firms) can be in a register without being needed.
    """
    table = pd.DataFrame(_NEEDS, columns=["need", "kinds", "reason", "reference"])
    held = actors["kind"].value_counts()
    table["actors"] = [sum(int(held.get(kind, 0)) for kind in kinds.split(";")) for kinds in table["kinds"]]
    return schema.check(table, "kind_needs")


def missing_kinds(actors: pd.DataFrame) -> pd.DataFrame:
    """The kinds of actor needed of which the register holds none, with the reason: table `kind_needs`."""
    table = kind_needs(actors)
    return table[table["actors"] == 0].reset_index(drop=True)
