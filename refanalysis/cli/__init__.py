"""The command `refanalysis`: report, check, cost, validate, presence, coordinate, list, init, explain.

Loads nothing heavy before it is needed. Each command stands in a module of its own; `app` holds the program and what they
share.
"""

from __future__ import annotations

import os
import sys

from refanalysis.cli import checking, coordinating, costing, explaining, listing, making, presence, reporting, validating
from refanalysis.cli.app import BAD_ARGUMENT, BAD_DATA, app
from refanalysis.schema.types import DataError

# each registers its command when imported
COMMANDS = (reporting, checking, costing, validating, presence, coordinating, listing, making, explaining)


def main() -> None:
    """Run the command line; bad data ends with code 1, bad arguments with code 2, both with a message and no traceback."""
    try:
        app()
    except DataError as error:
        _end("\n".join(error.problems), BAD_DATA)
    except ValueError as error:
        _end(str(error), BAD_ARGUMENT)
    except OSError as error:
        _end(f"{error.filename or 'file'}: {error.strerror or error}", BAD_DATA)


def _end(message: str, code: int) -> None:
    if os.environ.get("REFANALYSIS_TRACEBACK"):
        raise
    print(f"refanalysis: {message}", file=sys.stderr)
    sys.exit(code)
