"""Reading what offices really hold: registers, ties and who does what where, in CSV, Excel, HXL and network files.

Nothing is guessed without being listed in the `ImportReport`; what cannot be read is refused with the reason.
"""

from __future__ import annotations

from refanalysis.data.intake.needs import read_needs
from refanalysis.data.intake.presence import read_presence
from refanalysis.data.intake.records import Imported, ImportReport, Presence, as_document
from refanalysis.data.intake.register import read_register
from refanalysis.data.intake.ties import read_ties

__all__ = ["ImportReport", "Imported", "Presence", "as_document", "read_needs", "read_presence", "read_register", "read_ties"]
