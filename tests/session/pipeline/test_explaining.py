"""What is said about an answer beyond the ranking, with a tiny model whose answers are always called supported."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from docexplain.errors import QuestionError, UsageError
from docexplain.records import Granularity, Lowered, Mode, Scope, Steer, Verdict
from docexplain.session import AskOptions, Progress, Session, Stage

QUESTION = "What is the pay per hour?"
SHORT = AskOptions(read="all", max_new_tokens=6)
TWO_CLAIMS = "The pay is ten dollars. It is paid each second Friday."


@pytest.fixture
def session(language_model):
    return Session(model=language_model)


@pytest.fixture(autouse=True)
def supported(monkeypatch):
    monkeypatch.setattr("docexplain.session.pipeline.explaining.verdict_of", lambda *_: (Verdict.SUPPORTED, 0.9))


@pytest.fixture(scope="module")
def asked(language_model, document):
    """What a session of its own answers under some options, asked once; not where it counts what a session keeps."""
    answers = {}

    def ask(**options):
        key = replace(SHORT, **options)
        if key not in answers:
            answers[key] = Session(model=language_model).ask(document, QUESTION, options=key)
        return answers[key]

    return ask


def _drop(answer, effects):
    return sum(math.exp(-t.loss) - math.exp(-t.loss - e) for t, e in zip(answer.tokens, effects, strict=True))


def test_what_is_cited_is_measured_by_hiding_it_and_by_hiding_the_rest(asked, document, language_model):
    answer = asked(answer="ten dollars")
    assert answer.cited is not None and set(answer.cited.paragraphs) <= set(answer.read)
    # The same two suppressions as answers of their own: what the model says under them is not asked, only the loss.
    rest = [Steer(i, 0.0) for i in answer.read if i not in answer.cited.paragraphs]
    for steering, effects in (
        ([Steer(i, 0.0) for i in answer.cited.paragraphs], answer.cited.without),
        (rest, answer.cited.alone),
    ):
        if steering:
            losses = _losses_under(language_model, document, answer, steering)
            expected = [a - t.loss for a, t in zip(losses, answer.tokens, strict=True)]
            assert list(effects) == pytest.approx(expected, abs=1e-4)


def _losses_under(model, document, answer, steering):
    """Losses of the answer with paragraphs hidden from question and answer, by the library's eager attention."""
    import torch

    prompt = model.render([document.paragraphs[i - 1].text for i in answer.read], answer.question)
    ids = [*prompt.ids, *[t.id for t in answer.tokens]]
    length = len(ids) - 1
    mask = torch.full((length, length), -torch.inf).triu(1)
    for steer in steering:
        start, end = prompt.spans[answer.read.index(steer.paragraph)]
        mask[prompt.prefix_length :, start:end] = -torch.inf
    config = model.model.config
    before = config._attn_implementation
    config._attn_implementation = "eager"
    try:
        with torch.no_grad():
            logits = model.model(torch.tensor([ids[:-1]]), attention_mask=mask[None, None], use_cache=False).logits[0]
    finally:
        config._attn_implementation = before
    target = torch.tensor(ids[-len(answer.tokens) :])
    return torch.nn.functional.cross_entropy(logits[-len(target) :], target, reduction="none").tolist()


def test_an_unsupported_answer_cites_nothing(session, document, monkeypatch):
    monkeypatch.setattr("docexplain.session.pipeline.explaining.verdict_of", lambda *_: (Verdict.UNSUPPORTED, 0.1))
    answer = session.ask(document, QUESTION, options=replace(SHORT, granularity="sentence"))
    assert answer.cited is None and answer.redundant == () and answer.passages == ()
    assert answer.verdict_score == 0.1


@pytest.mark.parametrize(
    ("answer", "verdict", "why"),
    [
        ("It is paid often.", Verdict.WEAK, (Lowered.NO_NUMBER,)),
        ("Ten dollars.", Verdict.SUPPORTED, ()),
    ],
)
def test_an_answer_without_the_number_that_is_asked_for_is_weak(asked, answer, verdict, why):
    found = asked(answer=answer)
    assert (found.verdict, found.checked.lowered) == (verdict, why)
    assert found.verdict_score == 0.9
    assert found.cited is not None  # what caused it is shown all the same


def test_an_answer_to_a_question_that_names_nothing_of_the_document_is_weak(session, document):
    options = replace(SHORT, answer="Ten dollars.")
    about_another = session.ask(document, "How much does Bernadotte pay in Sweden?", options=options)
    assert (about_another.verdict, about_another.checked.lowered) == (Verdict.WEAK, (Lowered.NO_SUBJECT,))
    assert session.ask(document, "How much does the Company pay?", options=options).verdict is Verdict.SUPPORTED


def test_the_calibration_that_was_used_is_recorded(asked):
    generated = asked()
    given = asked(answer="ten dollars")
    assert (generated.calibration.answers, given.calibration.answers) == ("generated", "given")


@pytest.mark.parametrize("mode", ["path", "mask"])
def test_sentences_of_the_cited_paragraphs_only(asked, document, mode):
    answer = asked(granularity="sentence", mode=mode)
    assert answer.settings.granularity is Granularity.SENTENCE
    assert {p.paragraph for p in answer.passages} == set(answer.cited.paragraphs)
    for passage in answer.passages:
        text = document.paragraphs[passage.paragraph - 1].text[passage.start : passage.end]
        assert (text == text.strip() and text.endswith((".", "?", ":"))) or passage.end == len(
            document.paragraphs[passage.paragraph - 1].text
        )
        if mode == "path":
            assert passage.effect == pytest.approx(math.fsum(passage.per_claim), abs=1e-5)
            assert (passage.per_token, passage.baseline, passage.probability_drop) == ((), (), 0.0)
        else:
            assert passage.effect == pytest.approx(math.fsum(passage.per_token), abs=1e-5)
            assert passage.probability_drop == pytest.approx(_drop(answer, passage.per_token), abs=1e-5)


@pytest.mark.parametrize("granularity", ["sentence", "token"])
def test_parts_of_a_paragraph_add_up_to_its_own(session, document, monkeypatch, granularity):
    """And those of all paragraphs to the document effect."""
    from docexplain.attribution.conclusions.citation import Citation

    every = tuple(range(len(document.paragraphs)))
    monkeypatch.setattr(
        "docexplain.session.pipeline.explaining.cite",
        lambda _s, _t, found, _silent, _saying: Citation(every, *[found.together] * 2),
    )
    answer = session.ask(document, QUESTION, options=replace(SHORT, granularity=granularity, answer=TWO_CLAIMS))
    assert len(answer.claims) == 2
    parts = {e.index: [p.per_claim for p in answer.passages if p.paragraph == e.index] for e in answer.effects}
    assert len(parts[1]) >= 2  # two sentences
    for effect in answer.effects:
        summed = [math.fsum(claim) for claim in zip(*parts[effect.index], strict=True)]
        assert summed == pytest.approx(effect.per_claim, abs=1e-4)
    total = math.fsum(x for effect in answer.effects for x in effect.per_claim)
    assert total == pytest.approx(answer.document_effect, abs=1e-4)


@pytest.mark.parametrize("mode", ["path", "mask"])
def test_tokens_of_a_cited_paragraph_tile_its_text(asked, document, mode):
    answer = asked(granularity="token", mode=mode)
    for index in answer.cited.paragraphs:
        text = document.paragraphs[index - 1].text
        pieces = [text[p.start : p.end] for p in answer.passages if p.paragraph == index]
        assert "".join("".join(pieces).split()) == "".join(text.split())


def test_the_only_sentence_of_a_paragraph_has_the_paragraphs_effect(asked, document):
    answer = asked(granularity="sentence", mode="mask")
    by_index = {e.index: e for e in answer.effects}
    alone = [p for p in answer.passages if (p.start, p.end) == (0, len(document.paragraphs[p.paragraph - 1].text))]
    for passage in alone:
        assert passage.effect == pytest.approx(by_index[passage.paragraph].effect, abs=1e-4)


@pytest.mark.parametrize("mode", ["path", "mask"])
def test_progress_of_every_stage_ends(session, document, mode):
    """By path sentences cost nothing more, so there is no stage for them."""
    calls = []
    session.ask(document, QUESTION, options=replace(SHORT, granularity="sentence", mode=mode), listener=calls.append)
    progress = [e for e in calls if isinstance(e, Progress)]
    for stage in (Stage.EXPLAIN, Stage.CITE, *([Stage.DRILL] if mode == "mask" else [])):
        last = [e for e in progress if e.stage is stage][-1]
        assert last.done == last.total
    assert (Stage.DRILL in {e.stage for e in progress}) is (mode == "mask")


def test_asking_twice_gives_the_same_bits(session, document):
    """On the CPU in float32, everything that is measured."""
    options = replace(SHORT, granularity="token")
    first, second = (session.ask(document, QUESTION, options=options) for _ in range(2))
    for name in ("text", "tokens", "effects", "document_per_token", "cited", "redundant", "passages", "controls"):
        assert getattr(first, name) == getattr(second, name), name


def test_kappa_suppresses_words_that_stand_elsewhere_too(asked):
    plain = asked(answer="ten dollars")
    correlated = asked(answer="ten dollars", kappa=0.999)
    assert correlated.settings.kappa == 0.999
    assert correlated.document_per_token == pytest.approx(plain.document_per_token, abs=1e-5)
    assert [e.effect for e in correlated.effects] != pytest.approx([e.effect for e in plain.effects], abs=1e-6)


@pytest.mark.parametrize("kappa", [0, -0.5, 1.1, math.nan])
def test_kappa_is_a_similarity(kappa):
    with pytest.raises(UsageError, match="Kappa"):
        AskOptions(kappa=kappa)


def test_a_given_answer_is_recorded_with_who_gave_it(asked, session, document, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "ada")
    assert session.ask(document, QUESTION, options=replace(SHORT, answer="ten")).given_by == "ada"
    named = session.ask(document, QUESTION, options=replace(SHORT, answer="ten", answer_by=" Grace Hopper "))
    assert named.given_by == "Grace Hopper" and named.given
    generated = asked()
    assert generated.given_by == "" and not generated.given


# What if.


@pytest.mark.parametrize("scope", Scope)
def test_steering_by_one_gives_the_same_answer(session, document, scope):
    original = session.ask(document, QUESTION, options=replace(SHORT, scope=scope))
    steered = session.what_if(document, original, [Steer(2, 1.0)])
    assert steered.text == original.text
    assert steered.what_if.original == original.id
    assert [e.effect for e in steered.effects] == pytest.approx([e.effect for e in original.effects], abs=1e-4)


@pytest.mark.parametrize("scope", Scope)
def test_hidden_paragraphs_have_no_effect_left(session, document, scope):
    original = session.ask(document, QUESTION, options=replace(SHORT, scope=scope))
    steered = session.what_if(document, original, [Steer(2, 0.0), Steer(3, 0.0)])
    effects = {e.index: e.effect for e in steered.effects}
    # Hidden once more: nothing but rounding, since rows stand at different places of one packed sequence.
    assert [effects[2], effects[3]] == pytest.approx([0, 0], abs=1e-4)
    assert any(abs(effects[i]) > 1e-3 for i in steered.read if i not in {2, 3})
    assert steered.read == original.read and steered.question == original.question
    assert steered.what_if.steering == (Steer(2, 0.0), Steer(3, 0.0))


def test_hiding_everything_answers_as_if_the_document_said_nothing(session, document, language_model):
    """Under steering greedy decoding follows the steered probabilities: each token is the likeliest one."""
    original = session.ask(document, QUESTION, options=SHORT)
    steering = [Steer(i, 0.0) for i in original.read]
    steered = session.what_if(document, original, steering)
    assert _losses_under(language_model, document, steered, steering) == pytest.approx(
        [t.loss for t in steered.tokens], abs=1e-4
    )
    assert steered.document_effect == pytest.approx(0, abs=1e-4)


def test_amplifying_changes_the_probabilities(session, document):
    original = session.ask(document, QUESTION, options=SHORT)
    steered = session.what_if(document, original, [Steer(2, 8.0)])
    assert steered.tokens[0].loss != pytest.approx(original.tokens[0].loss, abs=1e-6)


def test_the_steered_prefix_is_not_kept(session, document):
    options = replace(SHORT, scope=Scope.FULL)
    original = session.ask(document, QUESTION, options=options)
    session.what_if(document, original, [Steer(1, 0.0)])
    again = session.ask(document, QUESTION, options=options)
    assert again.tokens == original.tokens and again.effects == original.effects


def test_the_model_is_left_as_it_was(session, document, language_model):
    before = language_model.model.config._attn_implementation
    original = session.ask(document, QUESTION, options=SHORT)
    session.what_if(document, original, [Steer(1, 0.0)])
    assert language_model.model.config._attn_implementation == before


@pytest.mark.parametrize(
    ("steering", "sentence"),
    [([], "needs a paragraph"), ([Steer(40, 0.0)], "did not read paragraph 40")],
)
def test_steering_that_cannot_be_done_is_refused(asked, session, document, steering, sentence):
    original = asked()
    with pytest.raises(UsageError, match=sentence):
        session.what_if(document, original, steering)


def test_steering_needs_mask_or_log(session, document):
    original = session.ask(document, QUESTION, options=replace(SHORT, mode=Mode.SHIFTED))
    with pytest.raises(UsageError, match="mask or log"):
        session.what_if(document, original, [Steer(1, 0.0)])


def test_a_what_if_repeats_the_original_or_is_refused(asked, session, document, language_model):
    original = asked()
    other = replace(document, sha256="ef" * 32)
    with pytest.raises(QuestionError, match="another document"):
        session.what_if(other, original, [Steer(1, 0.0)])
    elsewhere = replace(original, model=replace(original.model, name="org/other"))
    with pytest.raises(QuestionError, match="org/other"):
        session.what_if(document, elsewhere, [Steer(1, 0.0)])
    with pytest.raises(QuestionError, match="another prompt"):
        session.what_if(document, replace(original, prompt_sha256="0" * 64), [Steer(1, 0.0)])


def test_a_what_if_needs_room_for_another_answer(session, document):
    """A given answer leaves room for itself only."""
    original = session.ask(document, QUESTION, options=replace(SHORT, answer="ten", max_new_tokens=100_000))
    with pytest.raises(QuestionError, match="tokens for another answer"):
        session.what_if(document, original, [Steer(1, 0.0)])


def test_reading_under_steering_takes_time_and_is_told(session, document):
    calls = []
    original = session.ask(document, QUESTION, options=replace(SHORT, scope=Scope.FULL))
    steered = session.what_if(document, original, [Steer(1, 0.0)], listener=calls.append)
    assert steered.timings.prefill_s > 0
    assert any(e.stage is Stage.PREFILL for e in calls if isinstance(e, Progress))


def test_parts_of_a_redundant_paragraph_are_measured_with_the_others_hidden(session, document, monkeypatch):
    from docexplain.attribution.conclusions.citation import Citation, Group

    def cite(scorer, segments, found, silent, saying):
        row = found.together
        return Citation((0, 2), row, row, Group((0, 2), row, row.expand(2, -1)))

    monkeypatch.setattr("docexplain.session.pipeline.explaining.cite", cite)
    answer = session.ask(document, QUESTION, options=replace(SHORT, granularity="sentence", mode="mask"))
    steered = session.what_if(document, answer, [Steer(1, 0.0)])
    hidden = {e.index: e for e in steered.effects}
    (whole,) = [p for p in answer.passages if p.paragraph == 3]  # one sentence
    assert whole.baseline and (0, len(document.paragraphs[2].text)) == (whole.start, whole.end)
    losses = [a - b for a, b in zip(whole.baseline, (t.loss for t in answer.tokens), strict=True)]
    first = next(e for e in answer.effects if e.index == 1)
    assert losses == pytest.approx(list(first.per_token), abs=1e-4)
    if [t.id for t in steered.tokens] == [t.id for t in answer.tokens]:
        assert whole.effect == pytest.approx(hidden[3].effect, abs=1e-4)


@pytest.mark.parametrize("factor", [-1.0, math.inf, math.nan])
def test_a_factor_is_a_number_from_nought(factor):
    with pytest.raises(ValueError, match="factor"):
        Steer(1, factor)


def _long(document, count=40):
    """The same paragraphs over and over under other numbers."""
    copies = tuple(
        replace(document.paragraphs[i % len(document.paragraphs)], index=i + 1, text=f"{i}. Nothing is said here.")
        for i in range(count)
    )
    return replace(document, paragraphs=copies)


def test_of_many_paragraphs_the_best_have_rows_of_their_own(session, document):
    long = _long(document)
    answer = session.ask(long, QUESTION, options=replace(SHORT, answer=TWO_CLAIMS))
    every = session.ask(long, QUESTION, options=replace(SHORT, answer=TWO_CLAIMS, mode="mask"))
    assert (every.claims, every.path, every.effects[0].per_claim) == ((), None, ())
    assert all(e.per_token for e in every.effects)
    exact = {e.index: e for e in every.effects}
    measured = [e for e in answer.effects if e.per_token]
    assert 2 <= len(measured) <= 16 and answer.effects[0] in measured and answer.effects[1] in measured
    for effect in measured:
        assert effect.per_token == pytest.approx(exact[effect.index].per_token, abs=1e-4)
        assert effect.effect == pytest.approx(exact[effect.index].effect, abs=1e-4)
    for effect in answer.effects:
        if not effect.per_token:
            assert (effect.effect, effect.probability_drop) == (pytest.approx(math.fsum(effect.per_claim)), 0.0)
    assert math.fsum(x for e in answer.effects for x in e.per_claim) == pytest.approx(answer.document_effect, abs=1e-4)
    supports = [e.support for e in answer.effects]
    assert supports == sorted(supports, reverse=True)
    assert not any(e.together_with for e in (*answer.effects, *every.effects))


def test_how_the_parts_were_measured_is_recorded(asked):
    answer = asked(answer=TWO_CLAIMS)
    assert answer.settings == SHORT.settings and answer.settings.mode is Mode.PATH
    assert answer.path.nodes in {4, 6, 8} and math.isfinite(answer.path.error)
    text = ["".join(t.text for t in answer.tokens[a:b]).strip() for a, b in answer.claims]
    assert [said.split()[:2] for said in text] == [["The", "pay"], ["It", "is"]]


def test_a_what_if_by_path_is_explained_by_path(asked, session, document):
    """Its parts add up to what the document does under the steering."""
    original = asked(answer=TWO_CLAIMS)
    steered = session.what_if(document, original, [Steer(2, 0.0), Steer(3, 4.0)])
    assert steered.settings == original.settings and steered.path is not None
    parts = {e.index: math.fsum(e.per_claim) for e in steered.effects}
    assert parts[2] == 0 and parts[3] != 0
    assert math.fsum(parts.values()) == pytest.approx(steered.document_effect, abs=1e-4)


def test_a_what_if_of_an_earlier_versions_answer_is_done_row_by_row(asked, session, document):
    """As it was asked for then, but for whole sections."""
    now = asked(answer=TWO_CLAIMS, mode="mask")
    original = replace(now, settings=replace(now.settings, sections=True))
    steered = session.what_if(document, original, [Steer(2, 0.0)])
    assert steered.settings == now.settings and steered.path is None and all(e.per_token for e in steered.effects)


def test_the_best_are_measured_again_under_scope_full(asked, session, document):
    answer = asked(answer="ten dollars", confirm=2)
    full = asked(answer="ten dollars", scope=Scope.FULL)
    assert [c.paragraph for c in answer.confirmed] == [e.index for e in answer.effects[:2]]
    rows = {e.index: e.per_token for e in full.effects}
    for again in answer.confirmed:
        assert again.without == pytest.approx(rows[again.paragraph], abs=1e-4)
    assert answer.settings.confirm == 2 and full.confirmed == ()
    steered = session.what_if(document, answer, [Steer(answer.read[0], 0.5)])
    assert steered.confirmed == () and steered.settings.confirm == 0


@pytest.mark.parametrize(("confirm", "scope", "why"), [(-1, Scope.READOUT, "a number"), (2, Scope.FULL, "scope full")])
def test_confirming_that_makes_no_sense(confirm, scope, why):
    with pytest.raises(UsageError, match=why):
        AskOptions(confirm=confirm, scope=scope)
