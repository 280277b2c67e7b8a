"""Vectors of texts, and the order of paragraphs by them."""

from __future__ import annotations

import numpy as np
import pytest

from docexplain.records import BlockClass, Box, Coverage, Document, Paragraph
from docexplain.retrieval import Ranker, ranking
from docexplain.retrieval.embedder import MOST_TOKENS, Embedder
from docexplain.retrieval.meaning import Meaning


@pytest.fixture(scope="module")
def embedder(bert):
    return Embedder(bert, "tiny@1")


def silent(done, total):
    pass


def vectors(embedder, *texts, above="", most=1):
    return embedder.embed([(above, text, most) for text in texts], silent)


def test_a_vector_is_the_mean_of_the_last_states_normalised(bert, embedder):
    """By transformers' own tokenizer class, one text at a time."""
    import torch
    from transformers import BertModel, PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(bert / "tokenizer.json"))
    model = BertModel.from_pretrained(bert).eval()
    for text, [found] in zip(
        ("The pay is ten dollars", "notice"), vectors(embedder, "The pay is ten dollars", "notice"), strict=True
    ):
        with torch.inference_mode():
            states = model(torch.tensor([tokenizer(text)["input_ids"]])).last_hidden_state[0]
        expected = (states.mean(0) / states.mean(0).norm()).numpy()
        assert found.astype(np.float32) @ expected == pytest.approx(1.0, abs=2e-2)  # bfloat16 where the CPU has it
        assert embedder.embed_question(text) == pytest.approx(found, abs=2e-2)


def test_texts_are_embedded_as_alone_whatever_is_embedded_with_them(embedder):
    texts = ["law " * n + "of ohio" for n in range(40)]
    together = vectors(embedder, *texts)
    for text, [found] in list(zip(texts, together, strict=True))[::7]:
        [[alone]] = vectors(embedder, text)
        assert found == pytest.approx(alone, abs=2e-2)


def test_a_long_text_is_embedded_in_pieces_as_far_as_asked(embedder):
    text = "pay " * (3 * MOST_TOKENS)
    assert [len(vectors(embedder, text, most=most)[0]) for most in (1, 2, 9)] == [1, 2, 4]
    [two] = vectors(embedder, text, most=2)
    assert two[0] == pytest.approx(two[1], abs=2e-2)
    assert [len(pieces) for pieces in vectors(embedder, "", "pay")] == [1, 1]


def test_progress_is_told_and_may_end_it(embedder):
    told = []
    embedder.embed([("", "pay", 1)] * 40, lambda done, total: told.append((done, total)))
    assert told[0] == (0, 40)
    assert told[-1] == (40, 40)

    class Stop(Exception):
        pass

    def stop(done, total):
        raise Stop

    with pytest.raises(Stop):
        embedder.embed([("", "pay", 1)], stop)


def document(*texts, kind=BlockClass.TEXT):
    paragraphs = [Paragraph(i, text, (Box(1, 0, 0, 9, 9),), kind, ("Above",)) for i, text in enumerate(texts, 1)]
    return Document("ab" * 32, "a.pdf", "hand/1", tuple(paragraphs), (), Coverage(1, 1, 1, 0))


class ByLetters:
    """Embeds a text as the counts of its letters a and b; knows what it was asked."""

    id, dimensions = "letters@1", 2

    def __init__(self):
        self.seen = []

    def embed_question(self, question):
        return self.embed([("", question, 1)], silent)[0][0]

    def embed(self, texts, progress):
        self.seen += texts
        counts = [np.array([[text.count("a"), text.count("b")]], np.float16) for _, text, _ in texts]
        return [count / max(np.linalg.norm(count), 1) for count in counts]


def test_the_best_by_words_are_looked_at_again(monkeypatch):
    monkeypatch.setattr(ranking, "LOOKED_AT_AGAIN", 2)
    said = document("x zz", "x aaa", "aaa")
    ranker = Ranker(said)
    assert ranker.rank("x aaaa") == [0, 1, 2]
    assert ranker.rank("x aaaa", Meaning(ByLetters(), said, {}, silent)) == [1, 0, 2]  # the third is not among the two


def test_vectors_are_made_once(monkeypatch):
    embedder, kept = ByLetters(), {}
    said = document("a", "b", "ab")
    closeness = Meaning(embedder, said, kept, silent).closeness("a", [0, 2])
    assert closeness.tolist() == pytest.approx([1.0, 0.5**0.5], abs=1e-3)
    assert embedder.seen[:2] == [("Above", "a", 1), ("Above", "ab", 1)]
    Meaning(embedder, said, kept, silent).closeness("b", [0, 1, 2])
    assert [text for _, text, _ in embedder.seen] == ["a", "ab", "a", "b", "b"]
    assert set(kept) == {0, 1, 2}


def test_the_closest_piece_of_a_table_counts():
    class Pieces(ByLetters):
        def embed(self, texts, progress):
            return [np.array([[1, 0], [0, 1]][:most], np.float16) for _, _, most in texts]

    table = document("long", kind=BlockClass.TABLE)
    meaning = Meaning(Pieces(), table, {}, silent)
    meaning._embedder.embed_question = lambda question: np.array([0, 1], np.float16)
    assert meaning.closeness("b", [0]).tolist() == [1.0]
