"""A hub on this machine: the real client talks to it over HTTP, and a test sees what was asked for."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class FakeHub:
    """Repositories by id, each with commits by name, newest last; ``asked`` has every path that was requested."""

    def __init__(self) -> None:
        self.repositories: dict[str, dict[str, Path]] = {}
        self.asked: list[str] = []
        self.broken: set[str] = set()
        self.other_bytes: dict[str, bytes] = {}
        self.sent: list[tuple[str, int]] = []
        self.cut: int | None = None
        """After so many bytes of weights the connection breaks."""

    def fetched(self) -> set[str]:
        """Names of the files whose content was sent."""
        return {path.split("/resolve/")[1].partition("/")[2] for path in self.asked if path.startswith("GET /org")}

    def answer(self, path: str, start: int = 0) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body, from the byte ``start`` on."""
        rest = path.partition("/api/models/")[2]
        if rest:
            repository, _, about = rest.replace("/revision/", "|").replace("/tree/", "|").partition("|")
            commits = self.repositories.get(repository, {})
            revision = about.partition("?")[0]
            commit = list(commits)[-1] if revision == "main" and commits else revision
            if commit not in commits:
                code = "RevisionNotFound" if commits else "RepoNotFound"
                return 404, {"X-Error-Code": code}, b"{}"
            files = sorted(p for p in commits[commit].rglob("*") if p.is_file())
            names = [p.relative_to(commits[commit]).as_posix() for p in files]
            if "/tree/" in rest:
                entries = [
                    {"type": "file", "path": n, "size": p.stat().st_size, "oid": etag(p)}
                    for n, p in zip(names, files, strict=True)
                ]
                return 200, {}, json.dumps(entries).encode()
            siblings = [
                {"rfilename": n, "size": p.stat().st_size, "blobId": etag(p)} for n, p in zip(names, files, strict=True)
            ]
            for sibling, file in zip(siblings, files, strict=True):
                if file.suffix == ".safetensors":
                    sibling["lfs"] = {"size": file.stat().st_size, "sha256": etag(file), "pointerSize": 134}
            info = {"id": repository, "sha": commit, "siblings": siblings, "private": False, "tags": []}
            return 200, {}, json.dumps(info).encode()
        repository, _, rest = path.lstrip("/").partition("/resolve/")
        commit, _, name = rest.partition("/")
        file = self.repositories.get(repository, {}).get(commit, Path("/nowhere")) / name
        if name in self.broken or not file.is_file():
            return (500 if name in self.broken else 404), {"X-Error-Code": "EntryNotFound"}, b""
        headers = {"ETag": f'"{etag(file)}"', "X-Repo-Commit": commit}
        data = self.other_bytes.get(name, file.read_bytes())
        if not start:
            return 200, headers, data
        return 206, {**headers, "Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"}, data[start:]


def etag(file: Path) -> str:
    """As the hub's: SHA-256 for weights, git's hash for a small file."""
    data = file.read_bytes()
    if file.suffix == ".safetensors":
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(b"blob " + str(len(data)).encode() + b"\0" + data).hexdigest()


@contextmanager
def serving(hub: FakeHub) -> Iterator[str]:
    """The address of the hub while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.asked.append(f"{self.command} {self.path}")
            start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").partition("-")[0])
            status, headers, body = hub.answer(self.path, start)
            self.send_response(status)
            for key, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(key, value)
            self.end_headers()
            if self.command == "GET":
                weights = self.path.endswith(".safetensors")
                sent = body[: hub.cut] if weights else body
                if weights:
                    hub.sent.append((self.path.rpartition("/")[2], len(sent)))
                with suppress(ConnectionError):  # who asked went away
                    self.wfile.write(sent)
                self.close_connection = len(sent) < len(body)

        do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
