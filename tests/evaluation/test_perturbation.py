"""Removal from the text, leave one out and ContextCite, against prompts rendered from the text that is left."""

from __future__ import annotations

import sys

import pytest
import torch

from docexplain.errors import UsageError
from docexplain.evaluation import squad
from docexplain.evaluation.methods import perturbation
from docexplain.evaluation.methods.perturbation import ContextCite, FeatureAblation, LeaveOneIn, LeaveOneOut, logit
from docexplain.evaluation.removal import kept_positions, log_probabilities, random_subsets
from docexplain.evaluation.squad import Example
from docexplain.evaluation.tasks import prepare
from docexplain.records import Granularity

PARAGRAPHS = (
    "Work starts on the first of May.",
    "The Company pays ten dollars per hour. Overtime is paid after approval.",
    "The law of Ohio applies.",
    "Sick leave: five days a year.",
)
EXAMPLE = Example(0, PARAGRAPHS, 1, "What is the pay?", "ten dollars", PARAGRAPHS[1].index("ten"))


@pytest.fixture(scope="module")
def task(language_model):
    return prepare(language_model, EXAMPLE, Granularity.PARAGRAPH)


@pytest.fixture(scope="module")
def prefix(language_model, task):
    return language_model.prefill(task.prompt.prefix_ids)


def rendered(model, kept):
    """The prompt of a document that never had the other paragraphs."""
    return model.render([p for p, keep in zip(PARAGRAPHS, kept, strict=True) if keep], EXAMPLE.question).ids


def by_text(model, kept):
    """The answer's log-probabilities by one plain forward pass over the prompt rendered anew."""
    answer = model.tokenizer(EXAMPLE.answer, add_special_tokens=False).input_ids
    ids = torch.tensor([[*rendered(model, kept), *answer]])
    with torch.no_grad():
        log_p = model.model(ids, use_cache=False).logits[0].log_softmax(-1)
    start = ids.shape[1] - len(answer)
    return torch.stack([log_p[start + i - 1, token] for i, token in enumerate(answer)])


@pytest.mark.parametrize("kept", [(1, 1, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 0), (0, 1, 0, 1), (0, 0, 1, 0)])
def test_what_is_left_is_the_prompt_of_the_shorter_document(language_model, task, prefix, kept):
    ids = [task.prompt.ids[i] for i in kept_positions(task, kept)]
    assert tuple(ids) == rendered(language_model, kept)
    got = log_probabilities(language_model, task, kept, prefix)
    torch.testing.assert_close(got, by_text(language_model, kept), atol=1e-4, rtol=1e-4)


def test_nothing_left(language_model, task, prefix):
    ids = [task.prompt.ids[i] for i in kept_positions(task, [False] * 4)]
    text = language_model.tokenizer.decode(ids)
    assert "Document:" in text
    assert "What is the pay?" in text
    assert not any(paragraph in text for paragraph in PARAGRAPHS)
    assert log_probabilities(language_model, task, [False] * 4, prefix).shape == (len(task.answer_ids),)


def test_sentences_that_share_a_token(language_model):
    task = prepare(language_model, EXAMPLE, Granularity.SENTENCE)
    count = len(task.segments)
    assert count == 5
    assert kept_positions(task, [True] * count) == list(range(len(task.prompt.ids)))
    (start, _), following = task.segments[1], task.segments[2]
    both = following[0]  # the first sentence ends inside the second one's first token
    shared = type(task)(task.prompt, task.answer_ids, ((start, both + 1), following), (True, False))
    for kept in ([True, False], [False, True], [True, True]):
        positions = kept_positions(shared, kept)
        assert positions.count(both) == 1
        assert positions == sorted(positions)


def test_leave_one_out(language_model, task, prefix):
    scores = LeaveOneOut().score(language_model, task, prefix)
    whole = by_text(language_model, [1, 1, 1, 1])
    for out in range(4):
        left = by_text(language_model, [i != out for i in range(4)])
        assert scores["log"][out] == pytest.approx(float((whole - left).sum()), abs=1e-3)
        assert scores["probability"][out] == pytest.approx(float((whole.exp() - left.exp()).sum()), abs=1e-4)


def test_leave_one_in(language_model, task, prefix):
    scores = LeaveOneIn().score(language_model, task, prefix)
    none = by_text(language_model, (0, 0, 0, 0))
    for i in range(4):
        kept = by_text(language_model, tuple(int(j == i) for j in range(4)))
        assert scores["log"][i] == pytest.approx(float((kept - none).sum()), abs=1e-3)
        assert scores["probability"][i] == pytest.approx(float((kept.exp() - none.exp()).sum()), abs=1e-3)


@torch.no_grad()
def test_feature_ablation_sets_a_segments_embeddings_to_zero(language_model, task, prefix):
    pytest.importorskip("captum")
    model, answer = language_model.model, torch.tensor(task.answer_ids)
    embedded = model.get_input_embeddings()(torch.tensor([[*task.prompt.ids, *task.answer_ids[:-1]]]))

    def log_p(span):
        inputs = embedded.clone()
        inputs[:, span[0] : span[1]] = 0
        logits = model(inputs_embeds=inputs, use_cache=False).logits[0, -len(answer) :].log_softmax(-1)
        return float(logits[torch.arange(len(answer)), answer].sum())

    scores = FeatureAblation().score(language_model, task, prefix)[""]
    assert scores == pytest.approx([log_p((0, 0)) - log_p(span) for span in task.segments], abs=1e-4)


def test_random_subsets():
    subsets = random_subsets(2000, 5, seed=3)
    assert (subsets.shape, subsets.dtype) == ((2000, 5), torch.bool)
    assert subsets.float().mean(0).tolist() == pytest.approx([0.5] * 5, abs=0.05)
    assert torch.equal(subsets, random_subsets(2000, 5, seed=3))
    assert not torch.equal(subsets, random_subsets(2000, 5, seed=4))


def test_the_logit_of_a_logarithm():
    p = torch.tensor([1e-30, 0.1, 0.5, 0.999], dtype=torch.float64)
    expected = torch.log(p) - torch.log(1 - p)
    torch.testing.assert_close(logit(p.log()), expected, atol=1e-9, rtol=1e-9)
    assert float(logit(torch.tensor(0.0))) == pytest.approx(16.1, abs=0.1)  # certain, as far as float32 can tell


@pytest.fixture
def library():
    """The authors' package, imported as the method imports it."""
    pytest.importorskip("sklearn")
    try:
        perturbation._solver()
    except UsageError:
        pytest.skip("context-cite is not installed")
    return sys.modules["context_cite.utils"], sys.modules["context_cite.solver"]


@pytest.mark.filterwarnings("ignore:.*autocast.*", "ignore:User provided device_type of 'cuda'")
def test_context_cite_is_the_authors(language_model, task, prefix, library, monkeypatch):
    """Their own sampling, forward passes and fit, on prompts rendered from text, give the same weights."""
    utils, solver = library
    answer = language_model.tokenizer(EXAMPLE.answer, add_special_tokens=False).input_ids
    masks, logits = utils.get_masks_and_logit_probs(
        language_model.model,
        language_model.tokenizer,
        24,
        4,
        lambda mask: list(rendered(language_model, mask)) if mask.any() else nothing_left(task),
        answer,
        0.5,
        1,
    )
    weights, _ = solver.LassoRegression().fit(masks, utils.aggregate_logit_probs(logits), len(answer))
    monkeypatch.setattr(perturbation, "random_subsets", lambda *_: torch.tensor(masks))
    scores = ContextCite(24).score(language_model, task, prefix)
    assert scores[""] == pytest.approx(weights.tolist(), abs=1e-3)
    assert max(map(abs, scores[""])) > 0.1


def nothing_left(task):
    (first, _), (_, last) = task.segments[0], task.segments[-1]
    return [*task.prompt.ids[:first], *task.prompt.ids[last:]]


def test_context_cite_draws_as_many_as_told(language_model, task, prefix, library, monkeypatch):
    runs = []

    def counted(*arguments):
        runs.append(arguments)
        return torch.tensor([-1.0 - len(runs) % 3])

    monkeypatch.setattr(perturbation, "log_probabilities", counted)
    first = ContextCite(20).score(language_model, task, prefix)
    assert len(runs) == 20
    runs.clear()
    assert ContextCite(20).score(language_model, task, prefix) == first


def test_importing_context_cite_never_downloads(library, monkeypatch):
    import nltk

    calls = []
    download = lambda *arguments: calls.append(arguments)  # noqa: E731
    monkeypatch.setattr(nltk, "download", download)
    forget = [name for name in sys.modules if name.partition(".")[0] == "context_cite"]
    for name in forget:
        monkeypatch.delitem(sys.modules, name)
    assert perturbation._solver() is not None
    assert calls == []
    assert nltk.download is download
    for name in forget:
        monkeypatch.delitem(sys.modules, name)
    import context_cite  # noqa: F401 - without the guard it does

    assert calls == [("punkt_tab",)]


def test_context_cite_without_its_package(language_model, task, prefix, monkeypatch):
    monkeypatch.setitem(sys.modules, "context_cite", None)
    monkeypatch.setitem(sys.modules, "context_cite.solver", None)
    with pytest.raises(UsageError, match=r"docexplain\[compare\]"):
        ContextCite().score(language_model, task, prefix)


def test_every_question_of_a_data_set(language_model, dataset):
    for example in squad.load(dataset):
        task = prepare(language_model, example, Granularity.SENTENCE)
        prefix = language_model.prefill(task.prompt.prefix_ids)
        assert {len(v) for v in LeaveOneOut().score(language_model, task, prefix).values()} == {len(task.segments)}
