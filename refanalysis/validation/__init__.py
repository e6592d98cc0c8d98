"""Other programs' numbers against ours: each peer is a profile of the one dated ledger, plus, visibly, what only it does.

::

    validation.run("giga")                 # the cases packaged with the project
    validation.run("other", Path("cases")) # any folder with files of the same form
    validation.run("coordination", Path("cases.yaml")) # arrangements in use, in a file
    validation.conventions()               # how far each peer's convention lies from a dated cash flow

A profile is a module with two names: `KNOWN`, the patterns (as in `fnmatch`) of the file names it reads or takes as inputs, and
``rows(folder)``, which compares every case in one folder and returns the table of `compare.table`. It is named in
`cases.PROGRAMS`. No oddity of a peer enters `refanalysis.tco`: it stands in the profile, under its own name.
"""

from __future__ import annotations

from refanalysis.validation.cases import IN_WORDS, PROGRAMS, packaged, run
from refanalysis.validation.compare import COLUMNS, conclusion, passed
from refanalysis.validation.conventions import bill, conventions
from refanalysis.validation.statements import bill_words, by_peer, drawn, labelled, sentences, sources, used

__all__ = [
    "COLUMNS",
    "IN_WORDS",
    "PROGRAMS",
    "bill",
    "bill_words",
    "by_peer",
    "conclusion",
    "conventions",
    "drawn",
    "labelled",
    "packaged",
    "passed",
    "run",
    "sentences",
    "sources",
    "used",
]
