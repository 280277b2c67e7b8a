"""The command line, and the one place where storage and the terminal UI meet the session."""

from __future__ import annotations


def main() -> None:
    """Entry point of the ``docexplain`` command."""
    import os
    import sys

    # PyTorch's threads wait for each other by spinning, unless told otherwise before it is imported. Beside one busy
    # program on two cores that cost 30 times the time. A short spin keeps an idle machine as fast as a long one does;
    # none at all made explanations, which are many small steps, half as slow again.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("GOMP_SPINCOUNT", "3000")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from docexplain import noise

    noise.settle()
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
