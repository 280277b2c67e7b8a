"""Chat templates are programs of whoever made the model: what goes wrong in one is a sentence."""

from __future__ import annotations

import json
import shutil
import sys

import pytest

from docexplain.errors import ModelError
from docexplain.model import chat_template
from docexplain.model.language_model import LanguageModel
from docexplain.model.loading import by_name
from docexplain.model.loading.load_options import LoadOptions
from docexplain.model.prompt import frame_of
from tests.conftest import make_tokenizer

USER = "{{ messages[0]['content'] }}"


def frame(text):
    tokenizer = make_tokenizer()
    tokenizer.chat_template = text
    return frame_of(tokenizer)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{% for m in messages %}", "cannot be used"),
        ("{{ messages | no_such_filter }}", "cannot be used"),
        ("{{ raise_exception('Only models may speak') }}", "Only models may speak"),
        ("{{ messages[5]['content'] }}", "cannot be used"),
        ("{{ ().__class__.__base__.__subclasses__() }}", "unsafe|undefined"),
        ("{{ messages.append(1) }}", "unsafe"),
        ("{% for a in range(10 ** 9) %}{% endfor %}" + USER, "[Rr]ange"),
        ("{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}" + USER, "not come to an end"),
        ("{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}", "recursion|not come to an end"),
        ("{{ 1 / 0 }}", "division"),
        ("Hello.", "drops the user's message"),
        ({"tools": USER}, "cannot be used"),  # no default one
    ],
)
def test_a_template_that_cannot_be_used(text, says):
    with pytest.raises(ModelError, match=f"chat template.*({says}).*another template") as caught:
        frame(text)
    assert "\n" not in str(caught.value)


def test_the_limit_is_far_above_what_templates_need(monkeypatch):
    monkeypatch.setattr(chat_template, "MOST_LINES", 50)
    assert frame("[USER]" + USER + "[/USER]").head == "[USER]"


def test_what_traces_the_process_goes_on_tracing():
    calls = []
    before = sys.gettrace()
    sys.settrace(lambda *event: calls.append(event))
    try:
        mine = sys.gettrace()
        frame(USER)
        kept = sys.gettrace()
    finally:
        sys.settrace(before)
    assert kept is mine


def test_a_template_for_images_and_text_gets_its_parts():
    """Llava's and others' write only parts that say they are text; a plain string they leave out."""
    parts = (
        "USER: {% for c in messages[0]['content'] | selectattr('type', 'equalto', 'text') %}{{ c['text'] }}{% endfor %}"
        " ASSISTANT:"
    )
    assert (frame(parts).head, frame(parts).tail) == ("USER: ", " ASSISTANT:")


def test_the_template_that_a_processor_kept(model_folder, tmp_path):
    """Older image-text models have it in chat_template.json, which tokenizers do not read."""
    folder = shutil.copytree(model_folder, tmp_path / "model")
    (folder / "chat_template.jinja").unlink()
    (folder / "chat_template.json").write_text(json.dumps({"chat_template": "<s>" + USER + "</s>"}))
    assert by_name.load(str(folder), LoadOptions(device="cpu")).frame.tail == "</s>"


def test_the_model_with_such_a_template_is_refused_when_it_is_loaded(model_folder, tmp_path, llama):
    folder = shutil.copytree(model_folder, tmp_path / "model")
    (folder / "chat_template.jinja").write_text("{{ raise_exception('no') }}")
    with pytest.raises(ModelError, match="chat template cannot be used"):
        by_name.load(str(folder), LoadOptions(device="cpu"))
    tokenizer = make_tokenizer()
    tokenizer.chat_template = "{{"
    with pytest.raises(ModelError, match="chat template cannot be used"):
        LanguageModel(llama, tokenizer)
