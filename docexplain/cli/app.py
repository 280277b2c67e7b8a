"""The command group, and how every error becomes a sentence on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Any

import click

from docexplain.errors import DocexplainError, ExitCode

# Command name -> module in this package that holds it. Loaded when needed, so that --help stays fast.
_COMMANDS = {
    "ask": "ask",
    "ingest": "documents",
    "history": "history",
    "show": "history",
    "audit": "audit",
    "models": "models",
    "tui": "terminal",
    "eval": "evaluate",
}

_EPILOG = """\b
Try it on a contract:
  docexplain ask samples/employment-contract.pdf "What is the pay per hour?"
  docexplain show ID            the same answer again, without the model
  docexplain tui FILE.pdf       ask and look in a terminal UI

Exit codes: 0 done, 1 defect in docexplain, 2 usage, 3 input file, 4 model, 5 question, 6 database,
7 audit log not whole, 8 not found, 130 interrupted.

Data goes to stdout, progress and messages to stderr. Nothing leaves this machine.
"""


class _LazyGroup(click.Group):
    """Imports a command's module only when the command is looked up."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"docexplain.cli.{_COMMANDS[cmd_name]}")
        name = {"eval": "evaluate"}.get(cmd_name, cmd_name)
        command: click.Command = getattr(module, name)
        return command


@click.group(cls=_LazyGroup, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("docexplain"), prog_name="docexplain")
def app() -> None:
    """Ask a PDF a question with a local language model and see which paragraphs caused the answer."""


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; only a defect of docexplain leaves as a traceback."""
    try:
        result: Any = app.main(args=arguments, prog_name="docexplain", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return int(ExitCode.USAGE)
    except DocexplainError as error:
        complain(str(error))
        return int(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        complain("Interrupted: nothing of this question was saved.")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has enough (head, less). Python would complain once more while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.OK)
    return result if isinstance(result, int) else int(ExitCode.OK)


def complain(message: str) -> None:
    """One message to stderr."""
    click.echo(f"docexplain: {message}", err=True)
