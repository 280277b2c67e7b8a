"""The command line, and the one place where storage and the terminal UI meet the session."""

from __future__ import annotations


def main() -> None:
    """Entry point of the ``docexplain`` command."""
    import sys

    try:
        from docexplain.cli.app import run

        code = run()
    except KeyboardInterrupt:  # while still importing
        code = 130
    sys.exit(code)
