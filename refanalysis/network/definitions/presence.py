"""Who does what where."""

from __future__ import annotations

_NULL = "after null models of co-occurrence, Gotelli 2000, doi:10.1890/0012-9658(2000)081[2606:NMAOSC]2.0.CO;2"

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "duplication_index",
        "network",
        "Pairs of organisations in the same sector and area over those expected if each chose its areas independently.",
        "Every organisation keeps its number of areas; areas alike, or drawing by presence in other sectors or by need.",
        "How much more often than chance organisations work in the same places; about 1 is chance, 2 is twice as often.",
        _NULL,
    ),
    (
        "hhi",
        "network",
        "Herfindahl-Hirschman index: sum over organisations of their squared shares in a sector or an area.",
        "Shares of presences (an organisation counts once in a sector and area), or of people reached.",
        "How far the work is in few hands; 1 is a single organisation, 0.25 is like four equal ones.",
        "Hirschman 1964, The Paternity of an Index, American Economic Review 54(5)",
    ),
    (
        "cells_lost",
        "actor",
        "Sectors and areas in which the organisation is the only one present.",
        "Present is the implementing organisation; where none is named the partner, programming, reporting, leading one.",
        "Where nobody would be left if the organisation went.",
        "counted as defined here",
    ),
    (
        "local_share",
        "network",
        "Share of national organisations, refugee-led organisations and community structures among those present.",
        "Unknown kinds are kept apart and never counted as international; government is a group of its own.",
        "How much of the work is with those who stay.",
        "Grand Bargain 2016, workstream 2; IASC 2018, Definitions Paper",
    ),
)
