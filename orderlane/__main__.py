"""`python -m orderlane`."""

from orderlane.start import main

main()
