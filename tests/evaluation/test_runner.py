"""Methods measured side by side on a tiny data set with the tiny model."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import torch

from docexplain.errors import ModelError, UsageError
from docexplain.evaluation import squad
from docexplain.evaluation.measure import Cost, measured
from docexplain.evaluation.methods.atman import AtMan
from docexplain.evaluation.methods.perturbation import LeaveOneOut
from docexplain.evaluation.runner import Comparison
from docexplain.evaluation.tally import Tally
from docexplain.evaluation.tasks import prepare
from docexplain.model.language_model import LanguageModel
from docexplain.records import Granularity, Mode, Scope, Summary


class Method:
    """A method made of one function."""

    def __init__(self, name, score, *, float32=False):
        self.name, self.float32 = name, float32
        self.granularities = frozenset(Granularity)
        self._score = score

    def score(self, model, task, prefix):
        return self._score(model, task, prefix)


def truth(model, task, prefix):
    return {"": [float(r) for r in task.relevant]}


def lies(model, task, prefix):
    return {"a": [-float(r) for r in task.relevant], "b": [0.0] * len(task.segments)}


@pytest.fixture
def examples(dataset):
    return squad.load(dataset)


@pytest.mark.parametrize(
    ("granularity", "questions", "quality", "segments"),
    [
        (Granularity.PARAGRAPH, 4, {"top1", "mrr"}, (2 + 2 + 2 + 1) / 4),
        (Granularity.SENTENCE, 4, {"top1", "mrr"}, (4 + 4 + 4 + 2) / 4),
        (Granularity.TOKEN, 1, {"map", "map_iq", "mar"}, None),
    ],
)
def test_the_figures(language_model, examples, granularity, questions, quality, segments):
    methods = [
        AtMan("readout-mask", summaries=tuple(Summary)),
        AtMan("full-log", Scope.FULL, Mode.LOG),
        LeaveOneOut(),
    ]
    done = []
    report = Comparison(language_model, examples[:questions], granularity, methods).run(done.append)
    assert done == list(range(1, questions + 1))
    assert (report["questions"], report["skipped"], report["failed"]) == (questions, 0, {})
    assert segments is None or report["segments"] == segments
    assert report["prompt_tokens"] > 50
    assert set(report["methods"]) == {
        *(f"readout-mask-{s}" for s in Summary),
        *(f"{m}-{a}" for m in ("full-log", "leave-one-out") for a in ("log", "probability")),
    }
    for name, row in report["methods"].items():
        assert f"{row['method']}-{row['aggregation']}" == name
        assert all(0 <= row[key] <= 1 for key in quality)
        assert set(row) == {
            *quality, "method", "aggregation", "questions", "seconds", "explain_over_prefill", "seconds_over_readout",
            "forward_passes", "prompt_equivalents", "peak_bytes", "dtype",
        }  # fmt: skip
        assert row["seconds"] > 0
        assert row["explain_over_prefill"] > 0
        assert row["dtype"] == "float32"
    assert report["methods"]["readout-mask-log"]["seconds_over_readout"] == 1
    json.dumps(report, allow_nan=False)


def test_perfect_and_useless_methods(language_model, examples):
    methods = [Method("truth", truth), Method("lies", lies)]
    rows = Comparison(language_model, examples, Granularity.SENTENCE, methods).run()["methods"]
    assert set(rows) == {"truth", "lies-a", "lies-b"}
    assert (rows["truth"]["top1"], rows["truth"]["mrr"]) == (1, 1)
    assert (rows["lies-a"]["top1"], rows["lies-a"]["mrr"]) == (0, pytest.approx((3 * 1 / 4 + 1 / 2) / 4))
    assert rows["lies-b"]["top1"] == 0  # ties count against a method
    assert rows["truth"]["seconds_over_readout"] is None
    rows = Comparison(language_model, examples, Granularity.TOKEN, methods).run()["methods"]
    assert (rows["truth"]["map"], rows["truth"]["map_iq"]) == (1, 1)
    assert rows["lies-a"]["map"] < rows["lies-b"]["map"] + 1e-9 < 0.5


def test_questions_that_do_not_fit_are_counted(language_model, examples, monkeypatch):
    tasks = [prepare(language_model, example, Granularity.PARAGRAPH) for example in examples]
    lengths = sorted(len(task.prompt.ids) + len(task.answer_ids) for task in tasks)
    monkeypatch.setattr(language_model, "info", replace(language_model.info, context_tokens=lengths[1]))
    report = Comparison(language_model, examples, Granularity.PARAGRAPH, [Method("truth", truth)]).run()
    assert (report["questions"], report["skipped"]) == (2, 2)
    monkeypatch.setattr(language_model, "info", replace(language_model.info, context_tokens=10))
    with pytest.raises(UsageError, match="No question fits"):
        Comparison(language_model, examples, Granularity.PARAGRAPH, [Method("truth", truth)]).run()


def fails_at(call, error):
    calls = []

    def score(model, task, prefix):
        calls.append(task)
        if len(calls) == call:
            raise error
        return truth(model, task, prefix)

    return Method("frail", score), calls


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ModelError("It has no gradients: choose another."), "It has no gradients: choose another."),
        (RuntimeError("CUDA out of memory. Tried to allocate"), "It needs more memory"),
        (MemoryError(), "It needs more memory"),
    ],
)
@pytest.mark.parametrize("call", [1, 3])
def test_a_method_that_fails_is_reported_and_left_out(language_model, examples, error, sentence, call):
    frail, calls = fails_at(call, error)
    report = Comparison(language_model, examples, Granularity.PARAGRAPH, [frail, Method("truth", truth)]).run()
    assert report["failed"]["frail"].startswith(sentence)
    assert len(calls) == call  # not asked again
    assert report["methods"]["truth"]["top1"] == 1
    assert ("frail" in report["methods"]) == (call > 1)  # the first call is the warm-up


def test_scores_that_are_no_numbers(language_model, examples):
    nan = Method("nan", lambda model, task, prefix: {"": [float("nan")] * len(task.segments)})
    report = Comparison(language_model, examples, Granularity.PARAGRAPH, [nan, Method("truth", truth)]).run()
    assert "not numbers" in report["failed"]["nan"]


def test_when_all_fail_the_reason_is_raised(language_model, examples):
    frail, _ = fails_at(1, ModelError("Choose another."))
    with pytest.raises(ModelError, match="Choose another"):
        Comparison(language_model, examples, Granularity.PARAGRAPH, [frail]).run()


def test_a_defect_is_not_hidden(language_model, examples):
    frail, _ = fails_at(2, KeyError("defect"))
    with pytest.raises(KeyError):
        Comparison(language_model, examples, Granularity.PARAGRAPH, [frail, Method("truth", truth)]).run()
    short = Method("short", lambda model, task, prefix: {"": [1.0]})
    with pytest.raises(ValueError, match="1 scores for"):
        Comparison(language_model, examples, Granularity.SENTENCE, [short]).run()


def test_an_interrupted_run_knows_what_it_has(language_model, examples):
    def stop(done):
        if done == 2:
            raise KeyboardInterrupt

    comparison = Comparison(language_model, examples, Granularity.PARAGRAPH, [Method("truth", truth)])
    with pytest.raises(KeyboardInterrupt):
        comparison.run(stop)
    report = comparison.report()
    assert (report["questions"], report["methods"]["truth"]["top1"]) == (2, 1)
    assert Comparison(language_model, examples, Granularity.PARAGRAPH, []).report()["questions"] == 0


def test_float32_only_where_it_is_needed(language_model, examples, llama, tokenizer):
    import copy

    half = LanguageModel(copy.deepcopy(llama).bfloat16(), tokenizer, name="half")
    loaded, seen = [], {"plain": set(), "exact": set()}

    def load():
        loaded.append(1)
        return language_model

    def dtype_seen(name):
        def score(model, task, prefix):
            seen[name].add((model.model.dtype, prefix.keys[0].dtype))
            return truth(model, task, prefix)

        return score

    methods = [Method("plain", dtype_seen("plain")), Method("exact", dtype_seen("exact"), float32=True)]
    rows = Comparison(half, examples, Granularity.PARAGRAPH, methods, float32=load).run()["methods"]
    assert loaded == [1]
    assert seen == {"plain": {(torch.bfloat16,) * 2}, "exact": {(torch.float32,) * 2}}
    assert (rows["plain"]["dtype"], rows["exact"]["dtype"]) == ("bfloat16", "float32")
    Comparison(language_model, examples, Granularity.PARAGRAPH, methods[1:], float32=load).run()
    assert loaded == [1]


def test_faithfulness_comes_on_top(language_model, examples):
    pytest.importorskip("scipy")
    methods = [Method("truth", truth), Method("lies", lies)]
    rows = Comparison(language_model, examples[:2], Granularity.SENTENCE, methods, faithfulness=True).run()["methods"]
    for row in rows.values():
        assert {"drop@1", "drop@3", "lds"} <= set(row)
        assert row["forward_passes"] == 0
    assert rows["lies-b"]["lds"] == 0
    assert rows["truth"]["lds"] == pytest.approx(-rows["lies-a"]["lds"])


def test_the_work_is_counted(language_model):
    decoder = language_model.model
    ids = torch.arange(12).reshape(3, 4)
    with measured(language_model) as cost:
        with torch.no_grad():
            decoder(ids)
            decoder.base_model(ids)  # without the head
        embeds = decoder.get_input_embeddings()(ids).detach().requires_grad_()
        loss = decoder(inputs_embeds=embeds).logits.sum()
        (gradient,) = torch.autograd.grad(loss, embeds)
    assert (cost.forward_passes, cost.tokens) == (3, 4 * 12)
    assert cost.seconds > 0
    before = cost.forward_passes
    decoder(ids)
    assert cost.forward_passes == before  # the block is over
    again = decoder(inputs_embeds=embeds).logits.sum()
    assert torch.equal(torch.autograd.grad(again, embeds)[0], gradient)


def test_cost_per_question(language_model, examples):
    def twice(model, task, prefix):
        for _ in range(2):
            model.model(torch.tensor([task.prompt.ids]))
        return truth(model, task, prefix)

    row = Comparison(language_model, examples, Granularity.PARAGRAPH, [Method("twice", twice)]).run()["methods"][
        "twice"
    ]
    assert (row["forward_passes"], row["prompt_equivalents"]) == (2, 2)


def test_means_and_peaks(language_model, examples):
    task = prepare(language_model, examples[0], Granularity.PARAGRAPH)
    tally = Tally("m", "float32")
    length = len(task.prompt.ids)
    tally.add(task, {"": [1.0, 0.0]}, Cost(1.0, 3, 2 * length, 7), 0.5)
    tally.add(task, {"": [0.0, 1.0]}, Cost(3.0, 5, 4 * length, 5), 1.5)
    (row,) = tally.report(Granularity.PARAGRAPH).values()
    assert row == {
        "method": "m", "aggregation": "", "questions": 2, "top1": 0.5, "mrr": 0.75, "seconds": 2,
        "explain_over_prefill": 2,
        "forward_passes": 4, "prompt_equivalents": 3, "peak_bytes": 7, "dtype": "float32",
    }  # fmt: skip


def test_peak_memory(language_model):
    with measured(language_model) as cost:
        torch.ones(40_000_000).sum()  # 160 MB, gone at the end
    if cost.peak_bytes is None:
        pytest.skip("this system does not tell")
    assert 140e6 < cost.peak_bytes < 400e6
    with measured(language_model) as smaller:
        torch.ones(20_000_000).sum()
    assert 60e6 < smaller.peak_bytes < 140e6  # the peak before is forgotten


def test_memory_where_the_system_does_not_tell(language_model, monkeypatch, tmp_path):
    from docexplain.evaluation import measure

    monkeypatch.setattr(measure, "_PROCESS", tmp_path / "none")
    with measured(language_model) as cost:
        torch.ones(10)
    assert cost.peak_bytes is None
