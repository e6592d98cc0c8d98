"""The only reader of `data/` and of a user's files: text in, checked tables out.

Nothing is read at import. A file with problems gives one `DataError` that lists them all: file, row, column, what was found,
what is accepted. Row numbers are those a spreadsheet shows; the header is row 1.
"""

from __future__ import annotations

from refanalysis.data.bills import bills, joined
from refanalysis.data.check import operation_folders, problems, shared_problems
from refanalysis.data.files import read
from refanalysis.data.operation import LEVERS, Operation, from_folder, operation, operations, with_levers
from refanalysis.data.tables import FILES, facts, price_factor, source_keys, source_rows, table
from refanalysis.data.workspace import shipped, workspace

__all__ = [
    "FILES",
    "LEVERS",
    "Operation",
    "bills",
    "facts",
    "from_folder",
    "joined",
    "operation",
    "operation_folders",
    "operations",
    "price_factor",
    "problems",
    "read",
    "shared_problems",
    "shipped",
    "source_keys",
    "source_rows",
    "table",
    "with_levers",
    "workspace",
]
