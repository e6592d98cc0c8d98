"""Brokerage roles of Gould and Fernandez."""

from __future__ import annotations

from refanalysis.network.definitions.references import GOULD

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "coordinator",
        "both",
        "Brokerage role: all three are of one group.",
        "Ordered pairs (a, b) with a to v, v to b and no tie from a to b.",
        "Links two of its own kind that have no link of their own.",
        GOULD,
    ),
    (
        "itinerant",
        "both",
        "Brokerage role: both others are of one group, the broker is not.",
        "Also called consultant. Pairs as for coordinator.",
        "Links two of another kind with each other from outside.",
        GOULD,
    ),
    (
        "representative",
        "both",
        "Brokerage role: the broker passes on from its own group to another.",
        "sna's b_IO. Pairs as for coordinator.",
        "Speaks for its own kind to others.",
        GOULD,
    ),
    (
        "gatekeeper",
        "both",
        "Brokerage role: the broker passes on from another group to its own.",
        "sna's b_OI. Pairs as for coordinator.",
        "Lets in what comes from others to its own kind.",
        GOULD,
    ),
    (
        "liaison",
        "both",
        "Brokerage role: all three are of different groups.",
        "Pairs as for coordinator.",
        "Links two different kinds while belonging to neither.",
        GOULD,
    ),
    (
        "total",
        "both",
        "Sum of the five brokerage roles.",
        "Pairs as for coordinator.",
        "How many pairs depend on the actor to hear of each other directly.",
        GOULD,
    ),
)
