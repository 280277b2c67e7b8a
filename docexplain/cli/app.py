"""The command group, and how every error becomes a sentence on stderr and an exit code."""

from __future__ import annotations

import errno
import io
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Any

import click

from docexplain.cli import interrupt, streams
from docexplain.cli.advice import advised
from docexplain.errors import DocexplainError, ExitCode, OutputError

_COMMANDS = ("ask", "ingest", "history", "show", "export", "audit", "models", "tui", "serve", "eval")
"""Each is in a module of its name in :mod:`docexplain.cli.commands`, loaded when needed, so that --help stays fast."""

_EPILOG = """\b
Try it on a contract:
  docexplain ask samples/employment-contract.pdf "What is the pay per hour?"
  docexplain show ID            the same answer again, without the model
  docexplain tui FILE           ask and look in a terminal UI
  docexplain serve FILE         the same in a browser on this machine

\b
Environment:
  DOCEXPLAIN_MODEL         for --model
  DOCEXPLAIN_DB            for --db
  DOCEXPLAIN_PASSWORD      for --password, which other users may see in a list of processes
  DOCEXPLAIN_PREFIX_CACHE  for --prefix-cache
  DOCEXPLAIN_SEARCH        for --search
  DOCEXPLAIN_CACHE         folder for the default model and what is known of models
  DOCEXPLAIN_CONFIG        folder for settings (config.toml) and calibrations of verdicts
  DOCEXPLAIN_RECORD_USER   off: keep user and host out of the record
  DOCEXPLAIN_CHECKPOINT_KEY  the key that signs the record by itself
  DOCEXPLAIN_WARNINGS      1: show what libraries warn of, for debugging
  HF_HUB_OFFLINE           1: for --offline

Settings in config.toml (docs/terminal-ui.md): model, database, read, layout and search stand for --model, --db, --read,
--layout and --search. What is given goes before the environment, that before the settings.

Exit codes: 0 done, 1 defect in docexplain, 2 usage, 3 input file, 4 model, 5 question, 6 database or output,
7 audit log not whole, 8 not found, 9 not installed right, 10 another answer in a replay, 129, 130 and 143 ended by a
signal (terminal gone, Ctrl-C, SIGTERM).

Data goes to stdout, progress and messages to stderr. Nothing leaves this machine.
"""


class _LazyGroup(click.Group):
    """Imports a command's module only when the command is looked up."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"docexplain.cli.commands.{cmd_name}")
        name = {"eval": "evaluate"}.get(cmd_name, cmd_name)
        command: click.Command = getattr(module, name)
        return command


@click.group(cls=_LazyGroup, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("docexplain"), prog_name="docexplain")
def app() -> None:
    """Ask a document a question with a local language model and see which paragraphs caused the answer."""


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; only a defect of docexplain leaves as a traceback."""
    try:
        _tolerate_narrow_output()
        result: Any = app.main(args=arguments, prog_name="docexplain", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (BrokenPipeError, SystemExit):
        # Whoever read our output has enough (head, less). Inside a command click makes it a SystemExit.
        streams.drop_output()
        return int(ExitCode.OK)
    except (Exception, KeyboardInterrupt) as error:
        code = _explain(error)
        if code is None:
            raise
        return int(code)
    return result if isinstance(result, int) else int(ExitCode.OK)


def _explain(error: BaseException) -> ExitCode | None:
    """Say what went wrong and return the exit code; None for a defect."""
    # After Ctrl-C any error may be a consequence of it, such as a half-imported module.
    code = interrupt.noted()
    if code or isinstance(error, KeyboardInterrupt | click.Abort):
        streams.complain(interrupt.message())
        return code or ExitCode.INTERRUPTED
    if isinstance(error, click.ClickException):
        error.show()
        return ExitCode.USAGE
    if isinstance(error, OutputError):
        streams.drop_output()
    if isinstance(error, DocexplainError):
        streams.complain(advised(str(error), error.remedies))
        return error.exit_code
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        streams.drop_output()
        streams.complain("No space is left on the disk: make room and try again.")
        return ExitCode.STORAGE
    return None


def _tolerate_narrow_output() -> None:
    """Where the locale cannot show a character, show a question mark instead of failing."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
