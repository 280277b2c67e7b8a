"""Models fetched, chosen and removed by the command line; which one answers; and what is said of stronger ones."""

from __future__ import annotations

import json
import os
import shutil
import sys

import huggingface_hub.constants
import pytest

from docexplain.answers.said import stronger
from docexplain.cli.options import chosen_model
from docexplain.common import config_file
from docexplain.model.devices import room
from docexplain.model.devices.room import Room
from docexplain.model.loading import by_name
from docexplain.model.sources import default_model, gguf_copies, hub, known_files
from tests.model.sources.fake_hub import FakeHub, serving
from tests.model.sources.tiny_gguf import write_gguf

from ..conftest import QUESTION

FIRST, SECOND = "a" * 40, "b" * 40
FAST = ("--max-tokens", "4", "--read", "2")


@pytest.fixture
def remote(model_folder, monkeypatch, tmp_path):
    hub = FakeHub()
    hub.repositories["org/tiny"] = {FIRST: model_folder}
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    with serving(hub) as address:
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", address)
        urls = address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", urls, raising=False)
        yield hub


@pytest.fixture
def no_choice(monkeypatch):
    """No model is named by the environment."""
    monkeypatch.delenv("DOCEXPLAIN_MODEL")


def test_a_model_of_the_hub_is_fetched_used_and_removed(docexplain, remote, tmp_path, no_choice, pdf, database):
    done = docexplain("models", "fetch", "org/tiny", "--json")
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)["fetched"]
    assert (told["name"], told["revision"]) == ("org/tiny", FIRST)
    assert os.path.exists(told["folder"])  # noqa: PTH110

    assert docexplain("models", "use", "org/tiny").out == "org/tiny answers from now on.\n"
    listed = docexplain("models").out
    assert "* org/tiny" in listed
    assert "Answers: org/tiny, chosen by docexplain models use" in listed
    asked = docexplain("ask", pdf, QUESTION, *FAST, "--json", "--offline")
    assert json.loads(asked.out)["model"]["name"] == "org/tiny"

    assert docexplain("models", "use", "--default").code == 0
    assert config_file.text("model") is None
    gone = docexplain("models", "remove", "org/tiny", "--json")
    assert json.loads(gone.out)["removed"]["name"] == "org/tiny"
    assert "org/tiny" not in docexplain("models").out
    assert docexplain("models", "remove", "org/tiny").code == 8


def test_the_old_options_still_fetch(docexplain, remote):
    done = docexplain("models", "--update", "org/tiny", "--json")
    assert done.code == 0
    assert [row["name"] for row in json.loads(done.out)["models"]][1:] == ["org/tiny"]


def test_a_name_of_the_catalogue_is_fetched_by_its_id(docexplain, remote, model_folder):
    remote.repositories["Qwen/Qwen3-0.6B"] = {FIRST: model_folder}
    assert json.loads(docexplain("models", "fetch", "qwen3-0.6b", "--json").out)["fetched"]["name"] == "Qwen/Qwen3-0.6B"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("fetch", "org/nothing"), 4, "There is no model org/nothing on the hub"),
        (("fetch", "org/tiny", "--offline"), 4, "fetching is turned off"),
        (("use",), 2, "Give the name of a model, or --default"),
        (("use", "org/tiny", "--default"), 2, "Give the name of a model, or --default"),
        (
            ("use", "org/tiny"),
            4,
            "not on this machine: check the spelling, or fetch it first (docexplain models fetch)",
        ),
        (("use", ""), 4, "not on this machine"),
        (("remove", "org/tiny"), 8, "There is no model org/tiny on this machine"),
    ],
)
def test_what_cannot_be_done(docexplain, remote, arguments, code, says):
    result = docexplain("models", *arguments)
    assert (result.code, result.out) == (code, "")
    assert says in result.err
    assert not config_file.path().exists()


def test_a_folder_without_a_model_is_not_chosen(docexplain, tmp_path):
    assert docexplain("models", "use", tmp_path).code == 4
    assert not config_file.path().exists()


def test_a_model_of_the_catalogue_can_be_chosen_before_it_is_fetched(docexplain, no_choice):
    said = docexplain("models", "use", "qwen3-0.6B")
    assert said.out == "Qwen/Qwen3-0.6B answers from now on; its 1.5 GB are fetched at the first question.\n"
    assert config_file.text("model") == "Qwen/Qwen3-0.6B"


def test_the_option_is_before_the_environment_and_that_before_the_settings(
    docexplain, model_folder, tmp_path, pdf, monkeypatch, no_choice
):
    def name(*options):
        asked = docexplain("ask", pdf, QUESTION, *FAST, "--json", "--no-save", *options)
        return os.path.basename(json.loads(asked.out)["model"]["name"])  # noqa: PTH119

    places = {}
    for who in ("option", "environment", "settings"):
        places[who] = str(shutil.copytree(model_folder, tmp_path / who))
    assert docexplain("models", "use", places["settings"]).code == 0
    assert name() == "settings"
    monkeypatch.setenv("DOCEXPLAIN_MODEL", places["environment"])
    assert name() == "environment"
    assert chosen_model.chosen() == chosen_model.Choice(places["environment"], "environment")
    assert name("--model", places["option"]) == "option"


def test_broken_settings_stop_what_needs_them_and_nothing_else(docexplain, pdf, model_folder, no_choice, filled):
    config_file.folder().mkdir()
    config_file.path().write_text("model = [")
    for arguments in (("ask", pdf, QUESTION), ("models",), ("models", "use", "--default")):
        result = docexplain(*arguments)
        assert (result.code, result.out) == (2, "")
        assert "config.toml cannot be understood" in result.err
    all_given = ("--model", model_folder, "--search", "words", "--layout", "fast")
    assert docexplain("ask", pdf, QUESTION, *FAST, *all_given).code == 0
    assert docexplain("history").code == 0


def test_a_gguf_file_is_listed_with_its_copy_and_stays_when_that_is_removed(docexplain, tmp_path, pdf, no_choice):
    gguf = write_gguf(tmp_path / "tiny.gguf")
    known_files.note(gguf, sha256="c" * 64, parameters=39_200)
    rows = json.loads(docexplain("models", "--json").out)["models"]
    row = rows[1]
    assert (row["name"], row["kind"], row["parameters"], row["fits"]) == (str(gguf), "file", 39_200, "whole")
    assert row["bytes"] == gguf.stat().st_size
    said = docexplain("models", "remove", gguf)
    assert said.out == f"What was made of {gguf} is gone; the file itself stays.\n"
    assert gguf.exists()
    assert gguf_copies.everyone() == known_files.all_known() == []


class TestStronger:
    @pytest.fixture(autouse=True)
    def _room(self, monkeypatch):
        monkeypatch.setattr(stronger, "room_here", lambda: Room("cpu", "bfloat16", 16 * 10**9))

    @pytest.fixture
    def ask(self, docexplain, pdf, monkeypatch, model_folder, no_choice):
        """The tiny model answers in the place of the default one."""
        inner = by_name.load
        monkeypatch.setattr(by_name, "load", lambda name=None, *a, **k: inner(name or str(model_folder), *a, **k))

        def ask(*options, terminal=True):
            monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
            return docexplain("ask", pdf, QUESTION, *FAST, "--no-save", *options).out

        return ask

    def test_it_is_said_on_a_terminal(self, ask, monkeypatch):
        monkeypatch.setenv("TERM", "dumb")  # no colours
        said = " ".join(ask().split())
        assert said.endswith("Qwen/Qwen3-0.6B, 1.5 GB to fetch, fits this machine (docexplain models).")

    @pytest.mark.parametrize(("options", "terminal"), [((), False), (("--json",), True)])
    def test_it_is_not_said_to_programs(self, ask, options, terminal):
        assert "stronger" not in ask(*options, terminal=terminal)

    def test_who_chose_a_model_is_not_told(self, ask, docexplain, model_folder):
        assert "stronger" not in ask("--model", model_folder)
        docexplain("models", "use", model_folder)
        assert "stronger" not in ask()

    def test_the_sentence(self):
        assert stronger.stronger_model() == (
            "The default model is small and often wrong. A stronger one: Qwen/Qwen3-0.6B, 1.5 GB to fetch, "
            "fits this machine."
        )
        assert stronger.stronger_model(Room("cpu", "bfloat16", 10**8)) == ""

    def test_one_that_is_here(self, remote, docexplain, model_folder):
        remote.repositories["Qwen/Qwen3-4B-Instruct-2507"] = {FIRST: model_folder}
        docexplain("models", "fetch", "Qwen3-4B-Instruct-2507")
        assert "A stronger one: Qwen/Qwen3-4B-Instruct-2507, it is on this machine, fits" in stronger.stronger_model()


def test_an_interrupted_fetch_says_that_it_goes_on(docexplain, monkeypatch):
    def interrupted(name, progress, *, offline):
        progress(5, 10)
        raise KeyboardInterrupt

    monkeypatch.setattr(hub, "update", interrupted)
    result = docexplain("models", "fetch", "qwen3-0.6b")
    assert (result.code, result.out) == (130, "")
    assert "what was fetched is kept" in result.err
    assert "docexplain models fetch Qwen/Qwen3-0.6B" in result.err


def test_room_is_asked_of_this_machine():
    assert stronger.room_here is room.room_here
    assert default_model.DEFAULT.name not in stronger.stronger_model()
