"""Key players, and what breaks when actors leave."""

from __future__ import annotations

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = ()
