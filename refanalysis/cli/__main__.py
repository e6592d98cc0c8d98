"""`python -m refanalysis.cli` is the command `refanalysis`."""

from refanalysis.cli import main

main()
