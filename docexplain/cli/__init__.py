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
    from docexplain.common import library_messages

    library_messages.settle()
    try:
        from docexplain.cli import interrupt, streams
        from docexplain.errors import ExitCode

        has_output = streams.prepare()
        interrupt.install()
        from docexplain.cli.app import run

        if has_output:
            code = run()
        else:
            streams.complain(streams.CLOSED)
            code = int(ExitCode.STORAGE)
        interrupt.ignore()
    except KeyboardInterrupt:  # while still importing
        sys.stderr.write("docexplain: Interrupted: nothing unfinished was saved.\n")
        os._exit(130)
    if interrupt.is_in_a_hurry():
        interrupt.end_at_once(code)
    sys.exit(code)
