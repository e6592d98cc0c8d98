"""Kinds, communities, core and periphery."""

from __future__ import annotations

from refanalysis.network.definitions.references import KRACKHARDT

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "ei_index",
        "both",
        "(contacts in other groups - contacts in the own group) / all contacts, from -1 to 1.",
        "Directions do not matter, a pair counts once; empty without contacts.",
        "Whether links stay among their own kind (-1) or go across kinds (+1).",
        KRACKHARDT,
    ),
)
