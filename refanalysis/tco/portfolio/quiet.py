"""Silence for a library that writes to standard output from C, past Python and past its own switch."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_STDOUT = 1


@contextmanager
def no_output() -> Iterator[None]:
    """Send what C code writes to standard output nowhere; on Windows, which has no such switch, do nothing.

    Notes
    -----
    HiGHS prints a line of debugging each time it repairs a solution, even with its output switched off. What Python wrote
    before is flushed first; what C code wrote is flushed before the output is given back, because it is buffered.
    """
    if sys.platform == "win32":
        yield
        return
    sys.stdout.flush()
    library = ctypes.CDLL(None)
    library.fflush(None)
    kept, nowhere = os.dup(_STDOUT), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDOUT)
    try:
        yield
    finally:
        library.fflush(None)
        os.dup2(kept, _STDOUT)
        os.close(kept)
        os.close(nowhere)
