"""PDF of a page, printed by a browser that is already installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

VARIABLE = "REFANALYSIS_BROWSER"
TIMEOUT = 120  # s
_ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


class BrowserError(Exception):
    """The browser did not print the page."""


def browser() -> str:
    """The program that prints pages: Chromium, Chrome or Edge.

    Raises
    ------
    ValueError
        When none is found, saying what to install, or when `REFANALYSIS_BROWSER` names none.
    """
    named = os.environ.get(VARIABLE, "")
    if named:
        if shutil.which(named) is None:
            raise ValueError(f"{VARIABLE} is {named!r}, which is no program that can be run")
        return named
    found = [path for path in (*map(shutil.which, _ON_PATH), *map(shutil.which, _ELSEWHERE)) if path]
    if not found:
        raise ValueError(
            "PDF needs an installed browser and none was found. Install Chromium, Google Chrome or Microsoft Edge "
            f"(Debian, Ubuntu: apt install chromium), or set {VARIABLE} to one; HTML reports need no browser."
        )
    return found[0]


def pdf(page: Path, program: str) -> bytes:
    """The page printed on A4 as PDF.

    Raises
    ------
    BrowserError
        When the browser fails, takes too long, or writes no PDF.
    """
    with tempfile.TemporaryDirectory(prefix="refanalysis-", ignore_cleanup_errors=True) as scratch:
        target = Path(scratch) / "page.pdf"
        command = [program, *_FLAGS, *_sandbox(), f"--user-data-dir={scratch}/profile"]
        command += [f"--print-to-pdf={target}", page.resolve().as_uri()]
        said = _run(command)
        if not target.is_file() or not target.read_bytes().startswith(b"%PDF"):
            raise BrowserError(f"{program} wrote no PDF of {page.name}; it said: {said[-500:] or 'nothing'}")
        return target.read_bytes()


def _sandbox() -> list[str]:
    """Browsers refuse their sandbox to root, as in a container."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise BrowserError(f"{command[0]} did not print the page within {TIMEOUT} s") from None
    except OSError as error:
        raise BrowserError(f"{command[0]} could not be started: {error.strerror}") from error
    return done.stderr.strip()
