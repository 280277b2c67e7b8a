"""Path attribution against gradients through the library's own eager attention, integrated by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from docexplain.errors import UnsupportedModelError
from docexplain.evaluation.methods import path, registry
from docexplain.evaluation.methods.path import PathMethod
from docexplain.evaluation.tasks import prepare
from docexplain.records import Granularity

from . import toys


def values(model, task, nodes):
    """phi of every token of the document, by autograd through a float mask: trapezoids in v = sqrt(u), each brought to
    what the answer gains there; at the ends, where that is not known, the slope of the nearest place."""
    document = torch.zeros(task.prompt.prefix_length, dtype=torch.bool)
    for start, end in task.segments:
        document[start:end] = True
    u = 1 / (1 + np.exp(2.23 - 1.78 * np.sqrt(4 / nodes) * (np.arange(nodes) - (nodes - 1) / 2)))
    slopes, gained = [], []
    for place in u:
        added = torch.where(document, torch.tensor(place).log().float(), torch.tensor(0.0)).requires_grad_()
        said = toys.answer_under(model, task, added).sum()
        (gradient,) = torch.autograd.grad(said, added)
        slopes.append((gradient * document).double().numpy() * 2 / np.sqrt(place))
        gained.append(float(said.detach()))
    v = np.sqrt(u)
    phi = slopes[0] * v[0] + slopes[-1] * (1 - v[-1])
    for j in range(nodes - 1):
        part = (slopes[j] + slopes[j + 1]) / 2 * (v[j + 1] - v[j])
        missing = gained[j + 1] - gained[j] - part.sum()
        phi = phi + part + missing * np.abs(part) / np.abs(part).sum()
    return torch.tensor(phi)


@pytest.mark.parametrize("nodes", [1, 3, 4])
def test_tokens_of_a_paragraph(model, nodes):
    task = prepare(model, toys.EXAMPLE, Granularity.TOKEN)
    scores = PathMethod("path", nodes).score(model, task, model.prefill(task.prompt.prefix_ids))
    first, last = task.segments[0][0], task.segments[-1][1]
    expected = values(model, task, nodes)[first:last].tolist()
    assert scores["single"] == pytest.approx(expected, abs=1e-4)
    smooth = []
    for i in range(len(expected)):
        total = 0.0
        for j, value in enumerate(expected):  # each token is shared out over what of 1-2-3-2-1 lies inside
            inside = sum(3 - abs(j - k) for k in range(len(expected)) if abs(j - k) < 3)
            total += value * max(0, 3 - abs(i - j)) / inside
        smooth.append(total)
    assert scores[""] == pytest.approx(smooth, abs=1e-4)
    assert sum(scores[""]) == pytest.approx(sum(expected), abs=1e-4)


def test_ways_from_tokens_to_paragraphs(model, task, prefix):
    scores = PathMethod("path", 3).score(model, task, prefix)
    phi = values(model, task, 3).tolist()
    chunks = [phi[start:end] for start, end in task.segments]
    best = [sorted(chunk, reverse=True) for chunk in chunks]
    expected = {
        "": [sum(chunk[:5]) for chunk in best],
        "sum": [sum(chunk) for chunk in chunks],
        "positive": [sum(max(x, 0) for x in chunk) for chunk in chunks],
        "best": [chunk[0] for chunk in best],
        "best3": [sum(chunk[:3]) for chunk in best],
        "best5": [sum(chunk[:5]) for chunk in best],
        "root": [sum(max(x, 0) ** 2 for x in chunk) ** 0.5 for chunk in chunks],
    }
    assert scores.keys() == expected.keys()
    for name, ranked in expected.items():
        assert scores[name] == pytest.approx(ranked, abs=2e-4), name


def test_many_nodes_add_up_to_what_the_document_does(model, task, prefix):
    scores = PathMethod("path-16", 16).score(model, task, prefix)["sum"]
    shown = toys.answer_under(model, task, toys.hiding(task)).sum()
    hidden = toys.answer_under(model, task, toys.hiding(task, *task.segments)).sum()
    assert sum(scores) == pytest.approx(float((shown - hidden).detach()), abs=0.02)


def test_a_model_on_which_it_would_be_wrong_is_refused(model, task, prefix, monkeypatch):
    checked = []
    monkeypatch.setattr(path, "check_supported", checked.append)
    (method,) = registry.build(("path-4",), Granularity.PARAGRAPH)
    for _ in range(2):
        method.score(model, task, prefix)
    assert checked == [model.model]  # once

    def refuse(_model):
        raise UnsupportedModelError("Choose another model.")

    monkeypatch.setattr(path, "check_supported", refuse)
    with pytest.raises(UnsupportedModelError):
        PathMethod("path", 3).score(model, task, prefix)
