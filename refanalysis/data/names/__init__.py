"""Names of organisations: what each spelling in a file is taken as, by rules that can be read, and what a person should decide.

A name is merged only when a decision, the register or the file itself says so; names that are merely alike are proposed with
evidence and never merged. rapidfuzz measures likeness.
"""

from __future__ import annotations

from refanalysis.data.names.decisions import read_decisions, write_proposals
from refanalysis.data.names.folding import fold, is_placeholder
from refanalysis.data.names.register import register_for
from refanalysis.data.names.resolving import Resolution, resolve

__all__ = ["Resolution", "fold", "is_placeholder", "read_decisions", "register_for", "resolve", "write_proposals"]
