"""Models whose layers are spread over devices or wait on the disk say what the model in one place says."""

from __future__ import annotations

import gc
import shutil
import tempfile
from functools import cache, partial
from pathlib import Path

import pytest
import torch
from accelerate import dispatch_model
from accelerate.hooks import AlignDevicesHook, ModelHook, SequentialHook

from docexplain.attribution.exactness import check_supported
from docexplain.attribution.scoring import planner
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.scorer import Scorer, Suppression
from docexplain.errors import ModelError, UsageError
from docexplain.model.devices.placement import device_names, input_device
from docexplain.model.language_model import LanguageModel
from docexplain.model.loading.by_name import load
from docexplain.model.loading.load_options import LoadOptions
from docexplain.records import SUPPRESSIONS, Mode, Scope
from docexplain.session import AskOptions, Notice, Session
from docexplain.session.events import ignore
from tests.conftest import make_llama
from tests.places import PretendedDevices

PARTS = ("model.embed_tokens", "model.rotary_emb", "model.layers.0", "model.layers.1", "model.norm", "lm_head")


def spread(first, last, parts=PARTS):
    """A device map: the embedding and the first layer here, the rest there."""
    return {part: first if i < 3 else last for i, part in enumerate(parts)}


MAPS = {"second layer on the disk": spread("cpu", "disk"), "first layer on the disk": spread("disk", "cpu"),
        "all on the disk": {"": "disk"}, "auto": "auto"}  # fmt: skip
PREFIX, TAIL, ANSWER = list(range(10, 40)), [41, 42, 43], [44, 45]
SEGMENTS = [[(2, 9)], [(9, 20)], [(20, 30)]]
FACTORS = {Mode.MASK: 0.0, Mode.LOG: 0.2, Mode.MULTIPLICATIVE: 0.1, Mode.SHIFTED: 0.3}


def explained(model, scope, mode, kappa=None):
    """Baseline, effects, those of hiding, and the kernel noise."""
    how = Suppression(scope, mode, FACTORS[mode], kappa=kappa, document=((0, 30),))
    scorer = Scorer(ForcedAnswer(model.model, model.prefill(PREFIX), TAIL, ANSWER), how, expected_rows=3)
    effects = scorer.suppress(SEGMENTS).effects
    return scorer.baseline, effects, scorer.hide(SEGMENTS).effects, scorer.kernel_noise()


def assert_same(found, expected):
    for one, other in zip(found[:3], expected[:3], strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=0)  # mapped weights are aligned otherwise
    assert found[3] == pytest.approx(expected[3], abs=1e-5)
    assert expected[1].abs().max() > 1e-2, "no effect: nothing is shown"


@pytest.fixture(scope="module", params=MAPS)
def elsewhere(request, model_folder):
    return load(str(model_folder), LoadOptions(dtype="float32", device_map=MAPS[request.param]))


@pytest.fixture(scope="module")
def plain(model_folder):
    return load(str(model_folder), LoadOptions(device="cpu", dtype="float32"))


@pytest.fixture(scope="module")
def expected(plain):
    """What the model in one place says, computed once for all maps."""
    return cache(partial(explained, plain))


@pytest.mark.parametrize("mode", SUPPRESSIONS)
@pytest.mark.parametrize("scope", Scope)
def test_the_effects_are_the_same(elsewhere, expected, scope, mode):
    assert_same(explained(elsewhere, scope, mode), expected(scope, mode))


def test_correlated_suppression_reads_an_embedding_that_is_elsewhere(elsewhere, expected):
    found = explained(elsewhere, Scope.READOUT, Mode.LOG, kappa=0.3)
    assert_same(found, expected(Scope.READOUT, Mode.LOG, kappa=0.3))
    assert not torch.equal(found[1], expected(Scope.READOUT, Mode.LOG)[1])


def test_it_is_supported_and_generates_the_same(elsewhere, plain):
    check_supported(elsewhere.model)
    one, other = (model.generate(model.prefill(PREFIX), TAIL, max_new_tokens=8) for model in (elsewhere, plain))
    assert one == other


@pytest.fixture(scope="module")
def answer(plain, document):
    return asked(plain, document)


def asked(model, document, mode="mask", listener=ignore):
    options = AskOptions(max_new_tokens=6, mode=mode)
    return Session(model=model).ask(document, "What is the pay?", options=options, listener=listener)


def test_a_whole_answer_is_the_same(elsewhere, answer, document):
    answers = asked(elsewhere, document), answer
    assert answers[0].text == answers[1].text
    assert [e.index for e in answers[0].effects] == [e.index for e in answers[1].effects]
    assert [e.effect for e in answers[0].effects] == pytest.approx([e.effect for e in answers[1].effects], abs=1e-5)


def test_without_its_weights_in_memory_there_is_no_gradient(elsewhere, answer, document, request):
    told = []
    found = asked(elsewhere, document, "path", told.append)
    notices = [event.text for event in told if isinstance(event, Notice)]
    if "auto" in request.node.name:
        assert (found.settings.mode, notices) == (Mode.PATH, [])
    else:
        assert found.settings.mode is Mode.MASK
        assert len(notices) == 1 and "some of its weights are not in memory" in notices[0]
        assert [e.effect for e in found.effects] == pytest.approx([e.effect for e in answer.effects], abs=1e-5)


def test_the_record_names_every_place(elsewhere, request):
    (name,) = (name for name in MAPS if name in request.node.name)
    assert elsewhere.info.device == ("cpu" if name == "auto" else "cpu, disk")


def test_input_goes_to_where_an_offloaded_embedding_computes(model_folder):
    model = load(str(model_folder), LoadOptions(device_map={"": "disk"}))
    assert model.model.device.type == "meta"
    assert model.device == torch.device("cpu")


@pytest.mark.parametrize(
    "hook",
    [
        AlignDevicesHook(execution_device=1),
        AlignDevicesHook(execution_device="cuda:1"),
        SequentialHook(ModelHook(), AlignDevicesHook(execution_device=torch.device("cuda:1"))),
    ],
)
def test_an_offloaded_embedding_computes_on_its_gpu(hook):
    model = make_llama().to("meta")
    model.get_input_embeddings()._hf_hook = hook
    assert input_device(model) == torch.device("cuda:1")
    model.hf_device_map = {"model.embed_tokens": "cpu", "model.layers.0": 1, "model.layers.1": 0, "lm_head": "disk"}
    assert device_names(model) == ("cuda:1", "cpu", "cuda:0", "disk")


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return tmp_path / "temporary"


def test_what_offloading_writes_goes_with_the_model(model_folder, tmp_path, temporary):
    folder = Path(shutil.copytree(model_folder, tmp_path / "old"))
    (folder / "model.safetensors").unlink()
    torch.save(make_llama().state_dict(), folder / "pytorch_model.bin")  # not safetensors: copied to be read again
    model = load(str(folder), LoadOptions(dtype="float32", device_map=MAPS["second layer on the disk"]))
    assert [path for path in temporary.rglob("*") if path.is_file()]
    check_supported(model.model)
    del model
    gc.collect()
    assert not list(temporary.iterdir())


def test_a_model_that_does_not_load_leaves_nothing(model_folder, tmp_path, temporary):
    folder = Path(shutil.copytree(model_folder, tmp_path / "broken"))
    (folder / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(ModelError):
        load(str(folder), LoadOptions(device_map="auto"))
    assert not list(temporary.iterdir())


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"device_map": "everywhere"}, "no device map 'everywhere': give one of auto"),
        ({"device_map": "auto", "device": "cpu"}, "leave the single device out"),
    ],
)
def test_maps_that_make_no_sense(model_folder, options, says):
    with pytest.raises(UsageError, match=says):
        load(str(model_folder), LoadOptions(**options))


# Several GPUs, pretended: accelerate's own hooks move what goes from layer to layer.


@pytest.fixture
def two_gpus(tokenizer, monkeypatch):
    """The same weights on two GPUs, and the GPUs that were waited for."""
    waited = []
    monkeypatch.setattr(torch.cuda, "synchronize", waited.append)
    monkeypatch.setattr(planner, "free_bytes", lambda _device: 2**30)
    model = make_llama()
    with PretendedDevices():
        where = spread("cuda:0", "cuda:1")
        dispatch_model(model, where, force_hooks=True, skip_keys=model._skip_keys_device_placement)
        yield LanguageModel(model, tokenizer), waited


@pytest.mark.parametrize("mode", SUPPRESSIONS)
@pytest.mark.parametrize("scope", Scope)
def test_each_layer_is_suppressed_on_its_own_gpu(two_gpus, expected, scope, mode):
    model, _ = two_gpus
    assert_same(explained(model, scope, mode, kappa=0.3), expected(scope, mode, kappa=0.3))


def test_each_layer_keeps_its_keys_where_it_is(two_gpus, plain):
    model, waited = two_gpus
    prefix = model.prefill(PREFIX)
    for kept in (prefix.keys, prefix.values, prefix.first(7).keys):
        assert [tensor.device for tensor in kept] == [torch.device("cuda:0"), torch.device("cuda:1")]
    assert waited == ["cuda:0", "cuda:1"]
    assert (model.device, model.info.device) == (torch.device("cuda:0"), "cuda:0, cuda:1")
    check_supported(model.model)
    assert model.generate(prefix, TAIL, max_new_tokens=8) == plain.generate(
        plain.prefill(PREFIX), TAIL, max_new_tokens=8
    )


def test_pretended_devices_do_not_mix():
    with PretendedDevices():
        here, there = torch.ones(3, device="cuda:0"), torch.ones(3).to("cuda:1")
        assert (here.device, (here * 2)[None].device) == (torch.device("cuda:0"),) * 2
        for mix in (lambda: here + there, lambda: torch.cat([here, there]), lambda: here.copy_(torch.ones(3)) + there):
            with pytest.raises(RuntimeError, match="same device"):
                mix()
        assert torch.equal(here + there.to(here.device), torch.full((3,), 2.0, device="cuda:0"))
