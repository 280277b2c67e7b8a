"""``docexplain serve``: who gets in, who does not, and what is refused before it listens."""

from __future__ import annotations

import asyncio
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestServer
from click.testing import CliRunner

from docexplain.cli.app import app
from docexplain.cli.commands.serve import serve
from docexplain.errors import UsageError
from tui.web import WebServer, cookie_name

SAYS = 'printf "__GANGLION__\\n"; cat'
KEY = "k" * 32


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    running = await started("127.0.0.1")
    yield running
    await running.close()


async def started(host: str) -> TestServer:
    """A server that takes itself to be bound to a host."""
    running = TestServer(await WebServer(["sh", "-c", SAYS], host, 1, key=KEY)._make_app())
    await running.start_server()
    return running


def key_for(server: TestServer) -> dict[str, str]:
    return {cookie_name(server.port): KEY}


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
    async with ClientSession(cookies=key_for(server)) as browser:
        for origin in ("http://evil.example", "null"):
            with pytest.raises(WSServerHandshakeError) as refused:
                await browser.ws_connect(server.make_url("/ws"), headers={"Origin": origin})
            assert refused.value.status == 403


@pytest.mark.parametrize("host", ["localhost:9000", "127.0.0.1:9000", "[::1]:9000", "192.0.2.7:8372"])
async def test_the_page_names_the_address_that_the_browser_came_by(server: TestServer, host: str) -> None:
    port = int(host.rpartition(":")[2])
    async with ClientSession(cookies={cookie_name(port): KEY}) as browser:
        page = await (await browser.get(server.make_url("/"), headers={"Host": host})).text()
        assert f'data-session-websocket-url="ws://{host}/ws"' in page
        assert set(re.findall(r'(?:href|src)="http://([^/"]*)/', page)) == {host}
        at = {"Host": host, "Origin": f"http://{host}"}
        async with browser.ws_connect(server.make_url("/ws"), headers=at) as socket_:
            assert not socket_.closed


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:8372", "localhost.evil.example", "127.0.0.1.evil.example"]
)
async def test_another_name_that_leads_here_opens_nothing(server: TestServer, name: str) -> None:
    async with ClientSession() as browser:
        for path in (f"/?key={KEY}", "/static/js/textual.js"):
            refused = await browser.get(
                server.make_url(path), headers={"Host": name, "Cookie": f"{cookie_name(80)}={KEY}"}
            )
            assert refused.status == 403
            assert "not the name of this machine" in await refused.text()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "box.example"])
async def test_the_name_that_it_listens_on_opens_it(host: str) -> None:
    server = await started(host)
    async with ClientSession(cookies={cookie_name(80): KEY}) as browser:
        assert (await browser.get(server.make_url("/"), headers={"Host": "box.example"})).status == 200
    await server.close()


async def test_a_host_that_is_none_is_refused(server: TestServer) -> None:
    async with ClientSession(cookies=key_for(server)) as browser:
        assert (await browser.get(server.make_url("/"), headers={"Host": "localhost:no"})).status in {400, 403}


async def test_two_servers_on_one_machine_keep_a_key_each(server: TestServer) -> None:
    second = TestServer(await WebServer(["sh", "-c", SAYS], "127.0.0.1", 2, key="other")._make_app())
    await second.start_server()
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        await browser.get(server.make_url(f"/?key={KEY}"))
        await browser.get(second.make_url("/?key=other"))
        assert (await browser.get(server.make_url("/"))).status == 200
        assert (await browser.get(second.make_url("/"))).status == 200
    await second.close()


@pytest.mark.parametrize("name", ["textual-serve", "aiohttp.server"])
def test_libraries_print_nothing_beside_what_the_command_says(name: str) -> None:
    told = (
        "import logging; from tui.web import WebServer; "
        f"WebServer(['true'], '127.0.0.1', 1).initialize_logging(); logging.getLogger({name!r}).error('a key')"
    )
    said = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert said.stdout + said.stderr == ""


async def test_the_program_runs_behind_the_page(server: TestServer) -> None:
    async with ClientSession(cookies=key_for(server)) as browser:
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
    found = CliRunner().invoke(app, ["serve", *arguments])
    assert found.exit_code == 2
    assert "http" not in found.stdout


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = CliRunner().invoke(app, ["serve", "--port", str(port)])
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
    found = CliRunner().invoke(app, ["serve", "--host", "0.0.0.0", "--port", str(port), "a.pdf", "--no-save"])
    assert found.exit_code == 0
    assert found.stdout.strip().startswith(f"http://127.0.0.1:{port}/?key=")
    assert "not encrypted" in found.stderr
    assert served[0].command.endswith("tui a.pdf --no-save")


@pytest.mark.parametrize("started", ["-c", "", "no/such/file"])
def test_each_window_starts_the_program_also_where_no_file_was_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, started: str
) -> None:
    served: list[WebServer] = []

    def noted(self: WebServer) -> None:
        served.append(self)

    monkeypatch.setattr("tui.web.WebServer.serve", noted)
    monkeypatch.setattr("docexplain.cli.commands.serve._check_free", lambda *_: None)
    monkeypatch.setattr("sys.argv", [started])
    assert CliRunner().invoke(app, ["serve"]).exit_code == 0
    (tmp_path / "docexplain.py").write_text("raise SystemExit('another program')")
    command = [*shlex.split(served[0].command), "--help"]
    said = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    assert "tui [OPTIONS]" in said.stdout
