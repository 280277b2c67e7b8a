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


def rule(nodes):
    """Places in u and weights: the interpolating polynomial through Fejer's nodes in v, integrated; u = v ** 2."""
    v = (1 + np.cos(np.pi * np.arange(nodes, 0, -1) / (nodes + 1))) / 2
    powers = np.arange(nodes)
    weights = np.linalg.solve(v[None] ** powers[:, None], 1 / (powers + 1))
    return v**2, 2 * v * weights


def values(model, task, nodes):
    """phi of every token of the document, by autograd through a float mask."""
    document = torch.zeros(task.prompt.prefix_length, dtype=torch.bool)
    for start, end in task.segments:
        document[start:end] = True
    phi = torch.zeros(len(document))
    for u, weight in zip(*rule(nodes), strict=True):
        added = torch.where(document, torch.tensor(u).log().float(), torch.tensor(0.0)).requires_grad_()
        (gradient,) = torch.autograd.grad(toys.answer_under(model, task, added).sum(), added)
        phi += gradient * float(weight / u) * document
    return phi


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
