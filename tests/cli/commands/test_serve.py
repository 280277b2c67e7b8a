"""``docexplain serve``: who gets in, who does not, and what is refused before it listens."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestServer
from click.testing import CliRunner

from docexplain.cli.commands.serve import serve
from docexplain.errors import UsageError
from tui.web import COOKIE, WebServer

SAYS = 'printf "__GANGLION__\\n"; cat'
KEY = "k" * 32


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    web = WebServer(["sh", "-c", SAYS], "127.0.0.1", 1, key=KEY)
    running = TestServer(await web._make_app())
    await running.start_server()
    web.public_url = str(running.make_url("")).rstrip("/")
    yield running
    await running.close()


async def test_only_who_has_the_key_gets_the_page(server: TestServer) -> None:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:  # it keeps those of numeric addresses too
        assert (await browser.get(server.make_url("/"))).status == 403
        assert (await browser.get(server.make_url("/?key=wrong"))).status == 403
        assert (await browser.get(server.make_url("/static/js/textual.js"))).status == 403
        page = await browser.get(server.make_url(f"/?key={KEY}"))
        assert page.status == 200
        assert KEY not in str(page.url)  # it is in a cookie now, not in the history of the browser
        assert KEY not in await page.text()
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "http" not in policy.replace("'unsafe-inline'", "")


async def test_another_site_cannot_use_the_address(server: TestServer) -> None:
    async with ClientSession(cookies={COOKIE: KEY}) as browser:
        for origin in ("http://evil.example", "null"):
            with pytest.raises(WSServerHandshakeError) as refused:
                await browser.ws_connect(server.make_url("/ws"), headers={"Origin": origin})
            assert refused.value.status == 403


async def test_the_program_runs_behind_the_page(server: TestServer) -> None:
    async with ClientSession(cookies={COOKIE: KEY}) as browser:
        here = str(server.make_url("")).rstrip("/")
        async with browser.ws_connect(server.make_url("/ws?width=80&height=24"), headers={"Origin": here}) as socket_:
            await socket_.send_json(["ping", "7"])
            async with asyncio.timeout(10):
                message = await socket_.receive()
            assert message.type is WSMsgType.TEXT
            assert message.json() == ["pong", "7"]


def test_it_listens_on_this_machine_alone_unless_told_otherwise() -> None:
    [host] = [option for option in serve.params if option.name == "host"]
    assert host.default == "127.0.0.1"


@pytest.mark.parametrize("arguments", [["--no-such-option"], ["a.pdf", "b.pdf"], ["--layout", "odd"]])
def test_wrong_options_are_told_before_it_listens(arguments: list[str]) -> None:
    found = CliRunner().invoke(serve, arguments)
    assert found.exit_code == 2
    assert "http" not in found.stdout


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = CliRunner().invoke(serve, ["--port", str(port)])
    assert isinstance(found.exception, UsageError)
    assert f"Nothing can listen on 127.0.0.1 at port {port}" in str(found.exception)


def test_who_names_another_address_is_warned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served: list[WebServer] = []

    def noted(self: WebServer) -> None:
        served.append(self)

    monkeypatch.setattr("tui.web.WebServer.serve", noted)
    with socket.socket() as free:
        free.bind(("0.0.0.0", 0))
        port = free.getsockname()[1]
    found = CliRunner().invoke(serve, ["--host", "0.0.0.0", "--port", str(port), "a.pdf", "--no-save"])
    assert found.exit_code == 0
    assert found.stdout.strip().startswith(f"http://0.0.0.0:{port}/?key=")
    assert "not encrypted" in found.stderr
    assert served[0].command.endswith("tui a.pdf --no-save")
