"""What docexplain makes of every family of transformers that can be built tiny here: the truth that
``test_every_family.py`` checks and ``families_table.py`` prints for ``docs/families.md``."""

from __future__ import annotations

EXACT = """
    afmoe apertus apertus1p5_text arcee aria_text axk1 bart beam bigbird_pegasus biogpt bitnet blenderbot
    blenderbot-small codegen cohere cohere2 cohere2_moe ctrl cwm deepseek_v2 deepseek_v3 dots1 ernie4_5
    ernie4_5_moe exaone exaone4 exaone_moe flex_olmo flint fuyu gemma gemma2 gemma3 gemma3_text gemma3n_text
    gemma4 gemma4_text gemma4_unified gemma4_unified_assistant gemma4_unified_text glm glm4 glm4_moe
    glm4_moe_lite got_ocr2 gpt-sw3 gpt2 gpt_bigcode gpt_neox gpt_oss gptj granite granite_swa granitemoe
    granitemoe_swa granitemoeshared helium hunyuan_v1_dense hunyuan_v1_moe hy_v3 hyperclovax internlm3
    iquestcoder jais2 jetmoe kolibri1 laguna llama llama4 llama4_text longcat_flash marian mbart mellum
    mimo_v2_flash minicpm3 minimax_m2 minimax_m3_vl_text ministral ministral3 mistral mixtral
    modernbert-decoder moshi moss_transcribe_diarize nanochat nemotron olmo olmo2 olmo3 olmoe opt pegasus
    persimmon phi phi3 phimoe plbart qwen2 qwen2_moe qwen3 qwen3_moe sarvam_mla sarvam_moe seed_oss smollm3
    solar_open stablelm starcoder2 vaultgemma whisper youtu
""".split()
"""Suppressing attention is exact."""

DELETION = """
    bailing_hybrid bamba deepseek_v4 falcon_h1 falcon_mamba granitemoehybrid inkling2_loop_text inkling2_text
    inkling_text jamba kimi_linear lara_mini lfm2 lfm2_moe lfm3 mamba mamba2 minimax nemotron_h olmo_hybrid
    qwen3_5 qwen3_5_moe qwen3_5_moe_text qwen3_5_text qwen3_next recurrent_gemma rwkv xlstm zaya
""".split()
"""Explained by leaving paragraphs out: layers carry a state beside attention."""

REFUSED = {
    "its attention does not ask transformers' attention registry": """
    bloom falcon gpt_neo gpt_neox_japanese mpt mvp openai-gpt trocr xglm
    """.split(),
    "it looks ahead, so that an answer has no probability token by token": """
    bert bert-generation big_bird camembert cpmant data2vec-text electra ernie megatron-bert prophetnet
    rembert roberta roberta-prelayernorm roc_bert roformer xlm xlm-roberta xlm-roberta-xl xlnet
    """.split(),
    "its attention reads only the keys that an index of its own picks": """
    axk2 deepseek_v32 glm_moe_dsa hy_v4
    """.split(),
    "its layers compute attention more than once for each token": """
    diffllama dory hrm_text
    """.split(),
    "its mask holds more than what may be seen": """
    doge
    """.split(),
}
"""Families whose attention cannot be suppressed, by the reason that the error gives."""
