"""The methods by name: what each name makes, and what it asks our attribution for."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
import torch

from docexplain.attribution.ranking.influence import attribute
from docexplain.attribution.scoring.scorer import Suppression
from docexplain.errors import UnsupportedModelError, UsageError
from docexplain.evaluation import squad
from docexplain.evaluation.methods import atman, registry
from docexplain.evaluation.tasks import prepare
from docexplain.records import Granularity, Mode, Scope

CHUNKS = (Granularity.PARAGRAPH, Granularity.SENTENCE)


def test_every_name_makes_the_method_of_that_name():
    for granularity in Granularity:
        factories = registry._factories(granularity)
        assert tuple(factories) == registry.NAMES
        assert all(make().name == name for name, make in factories.items())


def test_methods_by_granularity():
    built = {g: [m.name for m in registry.build(registry.NAMES, g)] for g in Granularity}
    by_path = {"path", *(f"path-{nodes}" for nodes in (1, 2, 4, 6, 9, 16))}
    by_chunk = {"full", "readout-both", "context-cite", "context-cite-64", "leave-one-out"}
    for granularity in CHUNKS:
        assert {"readout", "arc-jsd", *by_path, *by_chunk} <= set(built[granularity])
    assert {"readout", "arc-jsd", *by_path} <= set(built[Granularity.TOKEN])
    assert not by_chunk & set(built[Granularity.TOKEN])
    assert [m.name for m in registry.build(("full", "readout"), Granularity.PARAGRAPH)] == ["full", "readout"]
    ablations = [registry.build(("context-cite",), granularity)[0].ablations for granularity in CHUNKS]
    assert ablations == [32, 64]
    assert [registry.build(("context-cite-64",), granularity)[0].ablations for granularity in CHUNKS] == [64, 64]
    nodes = {m.name: m.nodes for m in registry.build(("path", "path-1", "path-16"), Granularity.TOKEN)}
    assert nodes == {"path": 4, "path-1": 1, "path-16": 16}  # path: as many as a session begins with


def test_names():
    assert registry.parse("full, readout,full") == ("full", "readout")
    assert registry.parse("readout,all") == registry.NAMES
    with pytest.raises(UsageError, match=r"no method 'atman': give some of path, .*readout, .*attnlrp, or all"):
        registry.parse("readout,atman")
    with pytest.raises(UsageError, match="No method is named"):
        registry.parse(" ,")


def test_names_need_no_torch():
    code = "import sys; from docexplain.evaluation.methods import registry; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def asked(monkeypatch):
    """What reaches our attribution; its effects are the segments' own numbers."""
    calls = []

    def attribute(_forced, segments, how):
        calls.append({"segments": [tuple(s) for s in segments], "how": how})
        starts = torch.tensor([[float(s[0][0] ** 2), float(s[0][1])] for s in segments])
        return type("Effects", (), {"effects": starts, "probability_drops": -starts})

    monkeypatch.setattr(atman, "attribute", attribute)
    return calls


@pytest.fixture
def examples(dataset):
    return squad.load(dataset)


@pytest.mark.parametrize(
    ("name", "scope", "mode", "factor"),
    [
        ("readout", Scope.READOUT, Mode.MASK, 0),
        ("full", Scope.FULL, Mode.MASK, 0),
        ("readout-log-additive", Scope.READOUT, Mode.LOG, 0.1),
        ("readout-multiplicative", Scope.READOUT, Mode.MULTIPLICATIVE, 0.1),
        ("readout-shifted", Scope.READOUT, Mode.SHIFTED, 0.1),
        ("full-multiplicative", Scope.FULL, Mode.MULTIPLICATIVE, 0.1),
    ],
)
def test_our_own_methods(language_model, examples, asked, name, scope, mode, factor):
    task = prepare(language_model, examples[0], Granularity.SENTENCE)
    (method,) = registry.build((name,), Granularity.SENTENCE)
    scores = method.score(language_model, task, language_model.prefill(task.prompt.prefix_ids))
    assert asked[0] == {"segments": [(s,) for s in task.segments], "how": Suppression(scope, mode, factor)}
    sums = [float(start**2 + end) for start, end in task.segments]
    assert scores == {"log": sums, "probability": [-s for s in sums]}


def test_each_segment_alone(language_model):
    """Against the losses with the others hidden, one row at a time."""
    texts = ("The pay is ten dollars.", "Ohio law applies.", "Work starts in May.")
    example = squad.Example(0, texts, 0, "What?", "ten", 11)
    task = prepare(language_model, example, Granularity.PARAGRAPH)
    prefix = language_model.prefill(task.prompt.prefix_ids)
    (method,) = registry.build(("readout-alone",), Granularity.PARAGRAPH)
    scores = method.score(language_model, task, prefix)["log"]
    (readout,) = registry.build(("readout",), Granularity.PARAGRAPH)
    for i in range(3):
        others = [segment for j, segment in enumerate(task.segments) if j != i]
        pair = replace(task, segments=(*others,))
        together = attribute(task.forced(language_model, prefix), [[s] for s in pair.segments]).together
        assert scores[i] == pytest.approx(-float(together.sum()), abs=1e-4)
    assert scores != readout.score(language_model, task, prefix)["log"]


def test_a_model_on_which_it_would_be_wrong_is_refused(language_model, examples, monkeypatch):
    checked = []

    def refuse(model, mode=None):
        checked.append(model)
        if len(checked) > 1:
            raise UnsupportedModelError("Choose another model.")

    monkeypatch.setattr(atman, "check_supported", refuse)
    task = prepare(language_model, examples[0], Granularity.PARAGRAPH)
    prefix = language_model.prefill(task.prompt.prefix_ids)
    (method,) = registry.build(("readout",), Granularity.PARAGRAPH)
    method.score(language_model, task, prefix)
    method.score(language_model, task, prefix)
    assert checked == [language_model.model]  # once
    (another,) = registry.build(("readout",), Granularity.PARAGRAPH)
    with pytest.raises(UnsupportedModelError):
        another.score(language_model, task, prefix)
