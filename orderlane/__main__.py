"""`python -m orderlane`."""

from orderlane.cli import main

main()
