"""What docexplain relies on in transformers and accelerate beside their documented interfaces."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch
import transformers as tf
from accelerate import dispatch_model

from docexplain.attribution.scoring.answer_loss import keeps_scores
from docexplain.model import internals
from docexplain.records import Mode

IDS = torch.arange(2, 9)[None]


@pytest.fixture
def vision_model():
    """An image-text model: its language model has a configuration of its own."""
    sizes = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    text = tf.LlamaConfig(vocab_size=64, num_key_value_heads=2, **sizes)
    vision = tf.CLIPVisionConfig(image_size=8, patch_size=4, projection_dim=16, **sizes)
    return tf.LlavaForConditionalGeneration(tf.LlavaConfig(text_config=text, vision_config=vision)).eval()


def test_the_configuration_names_the_attention(llama):
    assert internals.attention_name(llama) == llama.config._attn_implementation == "sdpa"


def test_setting_the_attention_reaches_the_layers_and_is_undone(llama):
    layer = llama.model.layers[0].self_attn
    with internals.attention_set(llama, "eager"):
        assert layer.config._attn_implementation == "eager"
    assert layer.config._attn_implementation == "sdpa"


def test_setting_is_undone_after_an_exception(llama):
    with pytest.raises(KeyError), internals.attention_set(llama, "eager"):
        raise KeyError
    assert internals.attention_name(llama) == "sdpa"


def test_only_the_language_model_of_an_image_text_model_is_set(vision_model):
    with internals.attention_set(vision_model, "eager"):
        assert vision_model.config.text_config._attn_implementation == "eager"
        assert vision_model.config.vision_config._attn_implementation == "sdpa"
    assert vision_model.config.text_config._attn_implementation == "sdpa"


def test_what_is_registered_is_called_with_the_layer_and_the_mask(llama):
    seen = []

    def attention(module, query, key, value, attention_mask, **kwargs):
        seen.append((module.layer_idx, tuple(query.shape), tuple(key.shape), attention_mask))
        return query.transpose(1, 2).contiguous(), None

    internals.register_attention("test_internals", attention, internals.visible_keys)
    with torch.no_grad(), internals.attention_set(llama, "test_internals"):
        llama(IDS, use_cache=False)
    assert [layer for layer, *_ in seen] == [0, 1]
    assert seen[0][1:3] == ((1, 4, 7, 8), (1, 2, 7, 8))
    assert torch.equal(seen[0][3], torch.ones(7, 7).tril().bool()[None, None])


@pytest.mark.parametrize("name", ["sdpa", "eager"])
def test_the_function_of_a_name_computes_what_the_model_computes(llama, name):
    layer = llama.model.layers[0].self_attn
    calls = []

    def by_hand(module, *args, **kwargs):
        calls.append(module)
        return internals.attention_function(module, name)(module, *args, **kwargs)

    internals.register_attention("test_internals", by_hand, internals.mask_function(name))
    with torch.no_grad(), internals.attention_set(llama, name):
        expected = llama(IDS, use_cache=False).logits
    with torch.no_grad(), internals.attention_set(llama, "test_internals"):
        found = llama(IDS, use_cache=False).logits
    assert layer in calls
    assert torch.equal(found, expected)


def test_a_model_that_cannot_be_set_is_told_apart(llama, caplog):
    bloom = tf.BloomForCausalLM(tf.BloomConfig(vocab_size=64, hidden_size=32, n_layer=1, n_head=4))
    assert internals.asks_registry(llama, "eager")
    for _ in range(2):  # the second time it is known
        assert not internals.asks_registry(bloom, "sdpa")
    assert not caplog.records


def test_recurrent_layers_are_told_apart(llama):
    mamba = tf.MambaForCausalLM(tf.MambaConfig(vocab_size=64, hidden_size=16, num_hidden_layers=1, state_size=4))
    sizes = {"vocab_size": 64, "hidden_size": 32, "intermediate_size": 32, "num_attention_heads": 4}
    mixed = tf.Lfm2Config(layer_types=["conv", "full_attention"], num_hidden_layers=2, num_key_value_heads=2, **sizes)
    assert internals.is_recurrent(mamba)
    assert internals.is_recurrent(tf.Lfm2ForCausalLM(mixed))
    assert not internals.is_recurrent(llama)


def test_an_index_of_keys_is_told_apart(llama):
    with torch.device("meta"):
        model = tf.DeepseekV32ForCausalLM(tf.DeepseekV32Config(num_hidden_layers=1, vocab_size=8, n_routed_experts=2))
    assert internals.has_index(model)
    assert not internals.has_index(llama)


def test_attention_sinks_are_told_apart(llama):
    config = tf.GptOssConfig(
        vocab_size=64, hidden_size=32, intermediate_size=32, num_hidden_layers=1, num_attention_heads=4,
        num_key_value_heads=2, head_dim=8, num_local_experts=2, num_experts_per_tok=1,
    )  # fmt: skip
    model = tf.GptOssForCausalLM(config)
    assert internals.has_sinks(model)
    assert not internals.has_sinks(llama)
    assert keeps_scores(model, Mode.MASK), "the planner must count the scores that sinks keep"
    assert not keeps_scores(llama, Mode.MASK)


def test_the_device_of_a_hooked_module_is_known_while_its_weights_are_away():
    model = tf.LlamaForCausalLM(
        tf.LlamaConfig(vocab_size=32, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2)
    )
    assert internals.execution_device(model.model.embed_tokens) is None
    where = {"model.embed_tokens": "cpu", "model.rotary_emb": "cpu", "model.layers": "cpu", "model.norm": "cpu"}
    dispatch_model(model, {**where, "lm_head": "cpu"}, force_hooks=True)
    assert str(internals.execution_device(model.model.embed_tokens)) == "cpu"


def test_a_model_that_was_quantised_can_be_saved_when_that_is_forgotten(tmp_path):
    config = tf.LlamaConfig(
        vocab_size=32, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2
    )
    model = tf.LlamaForCausalLM(config)
    model.is_quantized, model.quantization_method = True, "gguf"
    model.hf_quantizer = SimpleNamespace(quantization_config=SimpleNamespace(quant_method="gguf"))
    model.config.quantization_config = {"quant_method": "gguf"}
    with pytest.raises(ValueError, match="not serializable"):
        model.save_pretrained(tmp_path / "no")
    internals.forget_quantization(model)
    model.save_pretrained(tmp_path / "yes")
    assert "quantization_config" not in (tmp_path / "yes" / "config.json").read_text()
