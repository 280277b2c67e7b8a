"""The same screen in a browser: ``textual-serve``, and what it takes to show documents in it that are confidential.

Whoever reaches the address can do all that the program can. So a page is given only to who has the key that the command
prints, keys are not sent to other sites, other sites cannot use the address, and the page loads nothing from elsewhere.
"""

from __future__ import annotations

import secrets
import shlex
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual_serve.server import Server

if TYPE_CHECKING:
    from aiohttp.web import Application, Request, StreamResponse

COOKIE = "docexplain-key"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


class WebServer(Server):
    """Starts the program anew for each browser window.

    Args:
        command: of the program, with its arguments.
        host, port: where to listen.
        key: what a browser must show; None: a new one.

    Attributes:
        url: to be opened, with the key in it.
    """

    def __init__(self, command: Sequence[str], host: str, port: int, *, key: str | None = None) -> None:
        self.key = key or secrets.token_urlsafe(24)
        shown = f"[{host}]" if ":" in host else host
        super().__init__(shlex.join(command), host, port, title="docexplain", public_url=f"http://{shown}:{port}")
        self.url = f"{self.public_url}/?key={self.key}"

    def initialize_logging(self) -> None:
        """Nothing is logged: it would be keys and text of documents."""

    async def on_startup(self, app: Application) -> None:
        """Nothing is printed: the command says what there is to say."""

    async def _make_app(self) -> Application:
        from aiohttp import web

        @web.middleware
        async def guarded(request: Request, handler: Callable[[Request], Awaitable[StreamResponse]]) -> StreamResponse:
            self._check(request)
            if "key" in request.query and request.path == "/":
                response: StreamResponse = web.Response(status=302, headers={"Location": "/"})
                response.set_cookie(COOKIE, self.key, httponly=True, samesite="Strict")
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

    def _check(self, request: Request) -> None:
        """Raises HTTPForbidden for who has no key, and for what another site asks for."""
        from aiohttp import web

        origin = request.headers.get("Origin")
        if origin is not None and origin.partition("://")[2] != request.host:
            raise web.HTTPForbidden(text="Another site asked for this.")
        said = (
            request.query.get("key") if request.path == "/" and "key" in request.query else request.cookies.get(COOKIE)
        )
        if said is None or not secrets.compare_digest(said.encode(), self.key.encode()):
            raise web.HTTPForbidden(text="Open the address that was printed at the start: it holds the key.")
