"""The command line, and the one place where storage and the terminal UI meet the session."""

from __future__ import annotations


def main() -> None:
    """Entry point of the ``docexplain`` command."""
    import sys

    try:
        from docexplain.cli import interrupt

        interrupt.install()
        from docexplain.cli.app import run

        code = run()
        interrupt.ignore()
    except KeyboardInterrupt:  # while still importing, or a second one
        sys.stderr.write("docexplain: Interrupted: nothing unfinished was saved.\n")
        code = 130
    sys.exit(code)
