"""The same screen in a browser: ``textual-serve``, and what it takes to show documents in it that are confidential.

Whoever reaches the address can do all that the program can. So a page is given only to who has the key that the command
prints, keys are not sent to other sites, other sites cannot use the address, and the page loads nothing from elsewhere.
"""

from __future__ import annotations

import logging
import secrets
import shlex
from collections.abc import Awaitable, Callable, Sequence
from copy import copy
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from textual_serve.server import Server

if TYPE_CHECKING:
    from aiohttp.web import Application, Request, StreamResponse

COOKIE = "docexplain-key"
"""Name of the cookie that holds the key, before the port: browsers tell the ports of a machine not apart."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "[::1]"}
"""Where it listens when it listens on all addresses of the machine, and how it is reached from there."""
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


class WebServer(Server):
    """Starts the program anew for each browser window. A page names the address that the browser itself came by, which
    another name of the machine or the near end of a tunnel may be.

    Args:
        command: of the program, with its arguments.
        host, port: where to listen.
        key: what a browser must show; None: a new one.

    Attributes:
        url: to be opened, with the key in it.
    """

    def __init__(self, command: Sequence[str], host: str, port: int, *, key: str | None = None) -> None:
        self.key = key or secrets.token_urlsafe(24)
        shown = EVERYWHERE.get(host) or (f"[{host}]" if ":" in host else host)
        super().__init__(shlex.join(command), host, port, title="docexplain", public_url=f"http://{shown}:{port}")
        self.url = f"{self.public_url}/?key={self.key}"

    def initialize_logging(self) -> None:
        """Nothing is logged: it would be keys and text of documents. Python prints what nobody takes."""
        for name in ("textual-serve", "aiohttp"):
            logging.getLogger(name).addHandler(logging.NullHandler())

    async def on_startup(self, app: Application) -> None:
        """Nothing is printed: the command says what there is to say."""

    async def _make_app(self) -> Application:
        from aiohttp import web

        @web.middleware
        async def guarded(request: Request, handler: Callable[[Request], Awaitable[StreamResponse]]) -> StreamResponse:
            cookie = self._checked(request)
            if "key" in request.query and request.path == "/":
                response: StreamResponse = web.Response(status=302, headers={"Location": "/"})
                response.set_cookie(cookie, self.key, httponly=True, samesite="Strict")
                return response
            response = await handler(request)
            if not response.prepared:
                response.headers["Content-Security-Policy"] = _POLICY
                response.headers["Referrer-Policy"] = "no-referrer"
                response.headers["Cache-Control"] = "no-store"
            return response

        app: Any = await super()._make_app()
        app.middlewares.append(guarded)
        return app  # type: ignore[no-any-return]

    async def handle_index(self, request: Request) -> Any:
        """The page, with the addresses of what it loads where the browser found it itself."""
        asked = copy(self)
        asked.public_url = f"http://{request.host}"
        return await Server.handle_index(asked, request)

    def _checked(self, request: Request) -> str:
        """The cookie's name for this request. Raises HTTPForbidden for who has no key, for what another site asks for,
        and for a name that is not this machine's: another site can have its own name lead here."""
        from aiohttp import web

        here = _split(f"//{request.host}")
        if here is None or not self._is_own(here.hostname or ""):
            raise web.HTTPForbidden(text="That is not the name of this machine: open the address that was printed.")
        origin = request.headers.get("Origin")
        if origin is not None and origin.partition("://")[2] != request.host:
            raise web.HTTPForbidden(text="Another site asked for this.")
        cookie = cookie_name(here.port)
        said = (
            request.query.get("key") if request.path == "/" and "key" in request.query else request.cookies.get(cookie)
        )
        if said is None or not secrets.compare_digest(said.encode(), self.key.encode()):
            raise web.HTTPForbidden(text="Open the address that was printed at the start: it holds the key.")
        return cookie

    def _is_own(self, name: str) -> bool:
        """Whether a browser may know the machine by this name: not by any that somebody else may have lead here, so
        numbers are fine, and where it listens on all addresses whoever started it wants it known by any."""
        return self.host in EVERYWHERE or name in LOOPBACK or name == self.host.lower() or _is_number(name)


def cookie_name(port: int | None) -> str:
    """What the cookie with the key is called at a port that the browser sees; None: HTTP's own."""
    return f"{COOKIE}-{port or 80}"


def _split(address: str) -> SplitResult | None:
    """The parts of an address; None where it is none."""
    try:
        found = urlsplit(address)
        _ = found.port
    except ValueError:
        return None
    return found


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
