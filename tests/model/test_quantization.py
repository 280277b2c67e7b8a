"""Weights of 8 and 4 bits. The libraries are in the extra ``quantize``: without them the errors are tested only."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from docexplain.attribution.exactness import check_supported
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.scorer import Scorer, Suppression
from docexplain.errors import ModelError, QuestionError, UsageError
from docexplain.model import quantization
from docexplain.model.language_model import LanguageModel
from docexplain.model.loading.by_name import load
from docexplain.model.loading.load_options import LoadOptions
from docexplain.model.quantization import quantization_config, weights_text
from docexplain.records import Mode, Scope, Steer
from docexplain.session import AskOptions, Session

from ..conftest import make_tokenizer

LIBRARIES = {"8bit": "torchao", "4bit": "bitsandbytes"}


@pytest.fixture(scope="module")
def wide() -> LlamaForCausalLM:
    """bitsandbytes packs blocks of 64 weights."""
    torch.manual_seed(0)
    return LlamaForCausalLM(
        LlamaConfig(vocab_size=320, hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
                    num_key_value_heads=2, max_position_embeddings=2048, initializer_range=0.2, bos_token_id=0,
                    eos_token_id=1, pad_token_id=1)
    ).eval()  # fmt: skip


@pytest.fixture(scope="module")
def folder(wide, tmp_path_factory):
    path = tmp_path_factory.mktemp("wide-model")
    wide.save_pretrained(path)
    make_tokenizer().save_pretrained(path)
    return str(path)


@pytest.fixture(params=LIBRARIES)
def wanted(request):
    pytest.importorskip(LIBRARIES[request.param], reason="needs the extra 'quantize'", exc_type=ImportError)
    return request.param


@torch.no_grad()
def weights_in_use(module):
    """The numbers that a layer multiplies with, whatever its library packs them in: one row per input of 1."""
    return module(torch.eye(module.in_features)).T.contiguous()


def effects(model, scope, mode=Mode.MASK):
    prefix = LanguageModel(model, make_tokenizer()).prefill(range(10, 40))
    how = Suppression(scope, mode, 0.0 if mode is Mode.MASK else 0.2)
    scorer = Scorer(ForcedAnswer(model, prefix, [41, 42], [44, 45, 46]), how, expected_rows=3)
    return scorer.suppress([[(2, 9)], [(9, 20)], [(20, 30)]]).effects


def test_the_weights_are_rounded_and_the_record_says_so(folder, wanted, wide):
    model = load(folder, LoadOptions(device="cpu", dtype="float32", quantize=wanted))
    layer = model.model.model.layers[1].mlp.up_proj
    assert type(layer.weight) is not torch.nn.Parameter
    assert model.info.dtype == f"float32, {wanted[0]}-bit weights"
    plain = load(folder, LoadOptions(device="cpu", dtype="float32")).info
    assert model.info == replace(plain, dtype=model.info.dtype)  # the same files, the same number of parameters
    ids = torch.arange(5, 40)[None]
    with torch.no_grad():
        off = (model.model(ids).logits - wide(ids).logits).std() / wide(ids).logits.std()
    assert 0 < off < {"8bit": 0.1, "4bit": 0.8}[wanted]


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("mode", [Mode.MASK, Mode.LOG, Mode.MULTIPLICATIVE])
def test_the_effects_are_those_of_the_rounded_weights(folder, wanted, wide, mode, scope):
    model = load(folder, LoadOptions(device="cpu", dtype="float32", quantize=wanted)).model
    check_supported(model)
    rounded = LlamaForCausalLM(wide.config).eval()
    rounded.load_state_dict(wide.state_dict())
    linear = {name: m for name, m in model.named_modules() if isinstance(m, torch.nn.Linear) and name != "lm_head"}
    for name, module in linear.items():
        rounded.get_submodule(name).weight.data = weights_in_use(module)
    assert len(linear) == 14
    expected = effects(rounded, scope, mode)
    found = effects(model, scope, mode)
    # bitsandbytes may compute in bfloat16 on a CPU, whatever it is asked for.
    torch.testing.assert_close(found, expected, atol={"8bit": 1e-4, "4bit": 0.15}[wanted], rtol=0.01)
    assert (found - effects(wide, scope, mode)).abs().max() > 2 * (found - expected).abs().max()


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_whole_answer(folder, wanted, dtype, document):
    session = Session(model=folder, load=LoadOptions(device="cpu", dtype=dtype, quantize=wanted))
    options = AskOptions(max_new_tokens=4)
    answer = session.ask(document, "What is the pay?", options=options)
    assert answer.model.quantised == f"{wanted[0]}-bit weights"
    with pytest.raises(QuestionError, match=f"made with {wanted[0]}-bit weights, not with whole weights"):
        Session(model=folder, load=LoadOptions(device="cpu", dtype=dtype)).what_if(document, answer, (Steer(1, 0.0),))


def test_spread_over_devices_only_where_the_weights_can_be(folder, wanted):
    assert load(folder, LoadOptions(quantize=wanted, device_map="auto")).info.quantised
    parts = ("model.embed_tokens", "model.rotary_emb", "model.layers.0", "model.norm", "lm_head")
    with pytest.raises(UsageError, match="cannot be offloaded: do not quantise it"):
        load(folder, LoadOptions(quantize=wanted, device_map=dict.fromkeys(parts, "cpu") | {"model.layers.1": "disk"}))


@pytest.mark.parametrize(("device", "place"), [("cpu", "cpu"), ("cuda", 0), ("cuda:1", 1)])
def test_the_weights_are_rounded_on_their_device(folder, monkeypatch, wanted, device, place):
    given = {}

    def refuse(*args, **options):
        given.update(options)
        raise ValueError

    monkeypatch.setattr("transformers.AutoModelForCausalLM.from_pretrained", refuse)
    monkeypatch.setattr("docexplain.model.loading.by_name.choose_device", torch.device)
    with pytest.raises(ModelError):
        load(folder, LoadOptions(device=device, dtype="bfloat16", quantize=wanted))
    assert given["device_map"] == {"": place}
    assert weights_text(SimpleNamespace(quantization_config=given["quantization_config"])) == f"{wanted[0]}-bit weights"


def test_other_failures_keep_their_sentence(folder, wanted):
    with pytest.raises(ModelError, match="There is no model at"):
        load("./nowhere", LoadOptions(quantize=wanted, device_map="auto"))


@pytest.mark.parametrize("wanted_here", LIBRARIES)
def test_a_missing_library(folder, monkeypatch, wanted_here):
    monkeypatch.setitem(sys.modules, LIBRARIES[wanted_here], None)
    says = rf"{LIBRARIES[wanted_here]}, which is not installed: pip install 'docexplain\[quantize\]'"
    with pytest.raises(UsageError, match=says):
        load(folder, LoadOptions(device="cpu", quantize=wanted_here))


def test_a_library_that_does_not_work_here(monkeypatch):
    def broken(name):
        raise OSError(f"{name}.so: cannot open shared object file\nand more")

    monkeypatch.setattr(quantization, "import_module", broken)
    with pytest.raises(UsageError, match=r"does not work here \(torchao.so: cannot open shared object file\): pip"):
        quantization_config("8bit", torch.float32)


def test_an_unknown_quantisation(folder):
    with pytest.raises(UsageError, match="no quantisation '3bit': give 8bit or 4bit"):
        load(folder, LoadOptions(quantize="3bit"))


class Int4Weights:
    """As torchao names them."""


@pytest.mark.parametrize(
    ("how", "text"),
    [
        (None, ""),
        ({"quant_method": SimpleNamespace(value="gguf")}, ""),
        ({"load_in_8bit": True}, "8-bit weights"),
        ({"load_in_8bit": False, "load_in_4bit": True}, "4-bit weights"),
        ({"quant_type": Int4Weights()}, "4-bit weights"),
        ({"bits": 3, "quant_method": SimpleNamespace(value="gptq")}, "3-bit weights"),
        ({"quant_method": SimpleNamespace(value="fbgemm_fp8")}, "fbgemm fp8 weights"),
    ],
)
def test_what_a_record_says_of_weights(how, text):
    assert weights_text(SimpleNamespace(quantization_config=how and SimpleNamespace(**how))) == text
