"""Actors and the places or sectors they work in."""

from __future__ import annotations

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = ()
