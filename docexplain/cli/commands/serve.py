"""``docexplain serve``: the terminal UI in a browser."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import click

from docexplain.cli.commands.tui import tui
from docexplain.cli.streams import complain
from docexplain.common.own_packages import own_package
from docexplain.errors import UsageError

_PORT = 8372


@click.command(
    short_help="The terminal UI in a browser.",
    context_settings={"ignore_unknown_options": True},
    options_metavar="[--host ADDRESS] [--port N] [OPTIONS OF docexplain tui]",
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True, help="At which port.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[FILE]")
def serve(host: str, port: int, arguments: tuple[str, ...]) -> None:
    """Show the terminal UI in a browser, on FILE when one is given, with the options of `docexplain tui`. Ends with
    Ctrl+C.

    It listens on this machine alone (127.0.0.1), and opens for who has the key in the address that it prints. Nothing
    is encrypted on the way: from another machine go through SSH (ssh -L 8372:127.0.0.1:8372 HOST) rather than naming
    another ADDRESS. Each window is a program of its own, with its own model in memory.
    """
    # What is wrong in them is told now, not in the browser.
    tui.make_context("docexplain tui", [*arguments], parent=click.get_current_context().parent)
    own_package("tui")
    try:
        from tui.web import LOOPBACK, WebServer
    except ImportError as error:
        raise UsageError(
            f"Showing it in a browser needs the library textual-serve ({error}): pip install 'docexplain[serve]'."
        ) from error
    _check_free(host, port)
    server = WebServer([sys.executable, *_program(), "tui", *arguments], host, port)
    if host not in LOOPBACK:
        complain(
            f"It listens on {host or 'all addresses'}: whoever reaches that address and has the key reads your "
            "documents and answers, and the way there is not encrypted. Leave --host out and go through SSH where you "
            "can."
        )
    click.echo(server.url)
    complain("Open this address in a browser; Ctrl+C ends it.")
    server.serve()


def _program() -> list[str]:
    """What Python is to run to start docexplain again: the file that was started, else it by its name."""
    started = Path(sys.argv[0])
    if started.is_file():
        return [str(started.resolve())]
    return ["-P", "-c", "from docexplain.cli import main; main()"]  # -P: no module of the current folder in its place


def _check_free(host: str, port: int) -> None:
    """Raises UsageError where nobody can listen there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise UsageError(
            f"Nothing can listen on {host} at port {port} ({error.strerror or error}): choose another with --port, or "
            "leave --host out."
        ) from error
