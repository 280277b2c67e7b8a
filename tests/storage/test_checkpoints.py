"""Signed checkpoints against somebody who writes the database, and an authority of the tests' own."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from docexplain.common.checkpoints import files, keys, time_stamps
from docexplain.common.checkpoints.checkpoint import Checkpoint, canonical, signed, stamped_bytes
from docexplain.common.checkpoints.checkpoint import stamped as add_stamp
from docexplain.common.checkpoints.evidence import Evidence
from docexplain.errors import OutputError, StorageError, TimeStampError, UsageError
from docexplain.records import Answer, Document
from storage import SqlStore, open_store
from storage.checkpoints.check import check
from storage.transactions import reading_session

from .jcs import content, sha
from .log import log_of


@pytest.fixture
def key(tmp_path: Path) -> keys.SigningKey:
    return keys.make_key(tmp_path / "keys" / "k.pem")


@pytest.fixture
def kept(filled: SqlStore, key: keys.SigningKey, tmp_path: Path) -> Evidence:
    """A checkpoint of all entries, kept in a file as well, and the key that an auditor trusts."""
    path = files.write(filled.log.checkpoint(key), tmp_path / "kept.json")
    return Evidence(((path.name, path.read_bytes()),), (key.public,))


def rewrite(filled: SqlStore, path: Path, sql: Callable[..., object], lie: str) -> None:
    """All of the log anew over an answer that says something else, as whoever can write the database can."""
    sql(f"UPDATE answers SET text = '{lie}' WHERE number = 2")
    previous = ""
    [(document_sha256, parser)] = sql("SELECT sha256, parser FROM documents")  # type: ignore[misc]
    sealed = content(asdict(filled.get_document(document_sha256, parser, checked=False)))
    for entry in log_of(path):
        hashed = sealed
        if entry.kind == "answer-9":
            hashed = content({**asdict(filled.get_answer(entry.subject)), "document_content_sha256": sealed})
        link = {name: value for name, value in vars(entry).items() if name != "sha256"}
        link |= {"previous": previous, "content_sha256": hashed}
        previous = sha(link)
        sql(
            f"UPDATE audit_entries SET previous = '{link['previous']}', content_sha256 = '{hashed}', "
            f"sha256 = '{previous}' WHERE seq = {entry.seq}"
        )


def test_a_checkpoint_holds_while_the_log_grows(filled: SqlStore, kept: Evidence, answer: Answer) -> None:
    filled.add_answer(replace(answer, id="later"))
    report = filled.log.verify(evidence=kept)
    assert report.problems == ()
    assert [note.partition(", signed")[0] for note in report.notes if "holds" in note] == [
        "Checkpoint of 6 entries"
    ] * 2


def test_without_a_key_to_trust_it_is_said_whose_nobody_knows(filled: SqlStore, kept: Evidence) -> None:
    assert any("Whose key signed" in note for note in filled.verify().notes)
    assert not any("Whose key signed" in note for note in filled.log.verify(evidence=kept).notes)


@pytest.mark.parametrize("where", ["database", "file"])
def test_a_log_written_anew_is_found(filled: SqlStore, path: Path, sql, kept: Evidence, where: str) -> None:
    rewrite(filled, path, sql, "a lie")
    if where == "file":
        sql("DELETE FROM checkpoints")
    problems = filled.log.verify(evidence=kept if where == "file" else Evidence()).problems
    assert any(problem.startswith("The log was rewritten: entry 6") for problem in problems), problems
    assert (where == "file") == any("removed from the database" in problem for problem in problems)


def test_a_log_that_was_cut_is_found(filled: SqlStore, sql, kept: Evidence) -> None:
    sql(
        "DELETE FROM audit_entries WHERE seq = 6",
        "DELETE FROM scores WHERE answer = 5",
        "DELETE FROM answers WHERE number = 5",
    )
    problems = filled.verify().problems
    assert any("The log was cut: Checkpoint 1 in the database is of 6 entries" in problem for problem in problems)


def test_a_checkpoint_by_another_key_is_not_believed(filled: SqlStore, sql, kept: Evidence, tmp_path: Path) -> None:
    sql("DELETE FROM checkpoints")
    filled.log.checkpoint(keys.make_key(tmp_path / "forger" / "k.pem"))
    problems = filled.log.verify(evidence=Evidence((), kept.public_keys)).problems
    assert any("none of those you trust" in problem for problem in problems)


def test_a_checkpoint_that_was_taken_away_is_found(filled: SqlStore, sql, key: keys.SigningKey, answer: Answer) -> None:
    filled.log.checkpoint(key)
    filled.add_answer(replace(answer, id="later"))
    filled.log.checkpoint(key)
    sql("DELETE FROM checkpoints WHERE number = 1")
    assert "Checkpoint 1 is missing in the database." in filled.verify().problems


def test_every_byte_of_its_file_counts(filled: SqlStore, kept: Evidence) -> None:
    [(name, written)] = kept.checkpoints
    with reading_session(filled._database) as session:
        assert check(session, kept).problems == []
        for place in range(len(written)):
            changed = written[:place] + bytes([written[place] ^ 1]) + written[place + 1 :]
            assert check(session, Evidence(((name, changed),), kept.public_keys)).problems, (place, changed)


@pytest.mark.parametrize("column", ["number", "count", "head", "at", "content"])
def test_every_column_of_a_stored_one_counts(filled: SqlStore, sql, kept: Evidence, column: str) -> None:
    new = "replace(content, 'a', 'b')" if column == "content" else f"{column} || '1'"
    sql(f"UPDATE checkpoints SET {column} = {new}")
    assert filled.verify().problems


def test_what_cannot_be_signed(path: Path, key: keys.SigningKey) -> None:
    with open_store(path) as store, pytest.raises(StorageError, match="The log is empty"):
        store.log.checkpoint(key)


def test_a_rewritten_log_is_not_signed_again(filled: SqlStore, path: Path, sql, key, kept: Evidence) -> None:
    rewrite(filled, path, sql, "a lie")
    with pytest.raises(StorageError, match="does not hold what checkpoint 1 signed"):
        filled.log.checkpoint(key)


def test_keys(tmp_path: Path) -> None:
    path = tmp_path / "k.pem"
    key = keys.make_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.read_key(path).public == key.public == keys.read_public_key(keys.public_path(path))
    before = path.read_bytes()
    with pytest.raises(OutputError, match="never overwritten"):
        keys.make_key(path)
    assert path.read_bytes() == before
    path.chmod(0o640)
    with pytest.raises(UsageError, match="chmod 600"):
        keys.read_key(path)
    path.chmod(0o600)
    with pytest.raises(UsageError, match="not a public key in PEM: it holds a private key"):
        keys.read_public_key(path)
    for missing in (tmp_path / "none", tmp_path):
        with pytest.raises(UsageError):
            keys.read_key(missing)
    path.write_bytes(b"no key")
    with pytest.raises(UsageError, match="is not a private key in PEM"):
        keys.read_key(path)


def test_a_file_is_never_overwritten(filled: SqlStore, key: keys.SigningKey, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("something")
    made = filled.log.checkpoint(key)
    with pytest.raises(OutputError, match="never overwritten"):
        files.write(made, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "something"
    assert json.loads(files.write(made, tmp_path).read_text())["head"] == made.head


class TestByItself:
    @pytest.fixture(autouse=True)
    def _key(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        keys.make_key(tmp_path / "own" / "k.pem")
        monkeypatch.setenv(keys.ENVIRONMENT_VARIABLE, str(tmp_path / "own" / "k.pem"))
        monkeypatch.setenv("DOCEXPLAIN_CONFIG", str(tmp_path))

    def signed(self, sql) -> list[int]:
        return [count for (count,) in sql("SELECT count FROM checkpoints ORDER BY number")]

    def test_one_is_made_for_each_so_many_entries(self, filled: SqlStore, sql, answer: Answer, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text("checkpoint_every = 2\n")
        for number in range(4):
            filled.checkpoint_when_due()
            filled.checkpoint_when_due()
            filled.add_answer(replace(answer, id=f"e{number}"))
        assert self.signed(sql) == [6, 8]

    def test_one_is_made_each_day(self, filled: SqlStore, sql, answer: Answer, monkeypatch) -> None:
        filled.checkpoint_when_due()
        filled.add_answer(replace(answer, id="e"))
        filled.checkpoint_when_due()
        assert self.signed(sql) == [6]

        class Tomorrow(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:
                return datetime.now(UTC) + timedelta(hours=25)

        monkeypatch.setattr("storage.checkpoints.automatic.datetime", Tomorrow)
        filled.checkpoint_when_due()
        assert self.signed(sql) == [6, 7]

    def test_none_is_made_without_a_key(self, filled: SqlStore, sql, monkeypatch) -> None:
        monkeypatch.delenv(keys.ENVIRONMENT_VARIABLE)
        filled.checkpoint_when_due()
        assert self.signed(sql) == []

    def test_a_setting_that_is_no_number_is_told(self, filled: SqlStore, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text('checkpoint_every = "often"\n')
        with pytest.raises(UsageError, match="not a number above 0"):
            filled.checkpoint_when_due()


OPENSSL = shutil.which("openssl")
CONFIG = """
[tsa]
default_tsa = one
[one]
dir = .
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What openssl needs to be a time-stamping authority."""
    if OPENSSL is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "tsa.cnf").write_text(CONFIG)
    (folder / "serial").write_text("01\n")
    for command in (
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=root -days 9 -config tsa.cnf "
        "-extensions ca",
        "req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=stamps -config tsa.cnf",
        "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 9 -extfile tsa.cnf "
        "-extensions signer",
    ):
        subprocess.run([OPENSSL, *command.split()], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def url(authority: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """It answers under its path: /good, or in one of the ways in which it should not."""
    monkeypatch.setattr(time_stamps, "SECONDS", 5.0)
    kept: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/refuses":
                self.send_error(503)
                return
            if self.path == "/again" and kept:
                reply = kept[0]
            elif self.path == "/garbage":
                reply = b"<html>hello</html>"
            else:
                (authority / "q").write_bytes(query)
                command = [str(OPENSSL), *"ts -reply -queryfile q -out r -config tsa.cnf".split()]
                subprocess.run(command, cwd=authority, check=True, capture_output=True)
                reply = (authority / "r").read_bytes()
            kept.append(reply)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def stamped(filled: SqlStore, key: keys.SigningKey, url: str) -> Checkpoint:
    return filled.log.checkpoint(key, authority=f"{url}/good")


def test_a_time_stamp_is_kept_and_checked(filled: SqlStore, stamped: Checkpoint, authority: Path) -> None:
    assert any("not checked against a certificate" in note for note in filled.verify().notes)
    root = tuple(time_stamps.read_certificates(authority / "ca.pem"))
    report = filled.log.verify(evidence=Evidence(certificates=root))
    assert report.problems == ()
    assert any("time-stamped" in note and "not checked" not in note for note in report.notes)


def test_a_time_stamp_by_somebody_else_is_found(filled: SqlStore, stamped: Checkpoint, authority: Path) -> None:
    command = "req -x509 -newkey rsa:2048 -nodes -keyout x.key -out x.pem -subj /CN=other -days 9 -config tsa.cnf"
    subprocess.run([str(OPENSSL), *command.split()], cwd=authority, check=True, capture_output=True)
    other = tuple(time_stamps.read_certificates(authority / "x.pem"))
    problems = filled.log.verify(evidence=Evidence(certificates=other)).problems
    assert any("its time stamp does not hold" in problem for problem in problems)


@pytest.mark.parametrize(
    ("path", "says"),
    [("/refuses", "the error 503"), ("/garbage", "not a time stamp"), ("/again", "another request|something else")],
)
def test_an_authority_that_does_not_give_one(
    filled: SqlStore, key: keys.SigningKey, url: str, document: Document, answer: Answer, path: str, says: str
) -> None:
    if path == "/again":
        filled.log.checkpoint(key, authority=f"{url}{path}")
        filled.add_answer(replace(answer, id="later"))
    before = filled.verify().notes
    with pytest.raises(TimeStampError, match=says):
        filled.log.checkpoint(key, authority=f"{url}{path}")
    assert [note for note in filled.verify().notes if "holds" in note] == [note for note in before if "holds" in note]


def test_an_authority_that_cannot_be_reached(filled: SqlStore, key: keys.SigningKey) -> None:
    with pytest.raises(TimeStampError, match="cannot be reached"):
        filled.log.checkpoint(key, authority="http://127.0.0.1:9/tsa")
    for wrong in ("ftp://a", "a", "http://user:secret@a/", "http://[a"):
        with pytest.raises(UsageError, match="authority"):
            time_stamps.check_url(wrong)


def test_an_answer_to_an_earlier_request_is_refused(url: str) -> None:
    time_stamps.ask(f"{url}/good", b"the same")
    with pytest.raises(TimeStampError, match="answers another request"):
        time_stamps.ask(f"{url}/again", b"the same")


@pytest.mark.parametrize("is_stamped", [True, False])
def test_every_byte_counts_without_the_database(
    filled: SqlStore, key: keys.SigningKey, url: str, tmp_path: Path, is_stamped: bool
) -> None:
    made = filled.log.checkpoint(key, authority=f"{url}/good" if is_stamped else None)
    written = files.write(made, tmp_path / "made.json").read_bytes()
    assert is_believed(written)
    assert not any(map(is_believed, (written + b" ", written[:-1] + b"\r", written.replace(b":", b": "))))
    for place in range(len(written)):
        for bit in (1, 32):  # 32: the other case of a letter
            changed = written[:place] + bytes([written[place] ^ bit]) + written[place + 1 :]
            assert not is_believed(changed), (place, changed)


def is_believed(written: bytes) -> bool:
    """By whoever holds nothing but the file."""
    try:
        return files.parsed(written).is_whole()
    except ValueError:
        return False


def test_a_time_stamp_does_not_move_to_another_checkpoint(
    filled: SqlStore, stamped: Checkpoint, key: keys.SigningKey
) -> None:
    other = signed(replace(stamped, number=2), key)
    assert stamped.timestamp is not None
    forged = canonical(add_stamp(other, stamped.timestamp.response, key)) + b"\n"
    problems = filled.log.verify(evidence=Evidence((("f", forged),), (key.public,))).problems
    assert any("its time stamp does not hold, it is about something else" in problem for problem in problems)


def test_the_owner_of_the_key_cannot_shift_the_time_of_a_stamped_one(
    filled: SqlStore, key: keys.SigningKey, stamped: Checkpoint, url: str
) -> None:
    at = datetime.fromisoformat(stamped.at) + timedelta(hours=2)
    shifted = signed(replace(stamped, at=at.isoformat(timespec="microseconds")), key)
    response, _ = time_stamps.ask(f"{url}/good", stamped_bytes(shifted))
    forged = canonical(add_stamp(shifted, response, key)) + b"\n"
    problems = filled.log.verify(evidence=Evidence((("f", forged),), (key.public,))).problems
    assert any("; its time stamp is of" in problem for problem in problems)


def test_without_its_authority_an_automatic_one_is_signed_all_the_same(
    filled: SqlStore, sql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    keys.make_key(tmp_path / "own.pem")
    monkeypatch.setenv("DOCEXPLAIN_CONFIG", str(tmp_path))
    settings = {"key": tmp_path / "own.pem", "to": tmp_path, "timestamp": f"{url}/refuses"}
    (tmp_path / "config.toml").write_text(
        "".join(f'checkpoint_{name} = "{value}"\n' for name, value in settings.items())
    )
    with pytest.raises(TimeStampError, match="signed, but without a time stamp"):
        filled.checkpoint_when_due()
    [path] = tmp_path.glob("docexplain-checkpoint-1-*.json")
    assert json.loads(path.read_text())["authority"] is None
    assert filled.verify().problems == ()
