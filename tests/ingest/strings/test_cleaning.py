import pytest

from docexplain.ingest.strings.cleaning import SOFT_HYPHEN, clean, count, is_right_to_left, join_lines, vocabulary


def joined(*lines, also=""):
    return join_lines(lines, vocabulary([*lines, also]))[0]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\ufb01nal \ufb03x \ufb02ow", "final ffix flow"),
        ("a\u00a0b\u2003c\td\ne", "a b c d e"),
        ("co\u00adoperate", "cooperate"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("bell\x07 null\x00 delete\x7f", "bell null delete"),
        ("\u202egnp.exe\u202c \u2066x\u2069\u200b\ufeff", "gnp.exe x"),
        ("a\U000e0041b", "ab"),
        ("caf\u00e9 \u4f60\u597d \u2014 \u20ac5", "caf\u00e9 \u4f60\u597d \u2014 \u20ac5"),
        ("\x1b", ""),
    ],
)
def test_clean(raw, expected):
    assert clean(raw) == expected
    assert clean(clean(raw)) == expected


def test_count_leaves_out_white_space_and_what_cannot_be_seen():
    assert count("a b\u00a0c\u200b \ufb01\x1b[0m dol\u00ad") == 8


def test_lines_join_with_a_space_and_say_where_they_begin():
    assert join_lines(["one two", "three", "four"], frozenset()) == ("one two three four", [0, 8, 14])


def test_a_word_broken_at_a_line_end_is_made_whole():
    assert joined("the agree-", "ment ends") == "the agreement ends"
    assert joined("the agree-", "ment ends", also="this agreement") == "the agreement ends"


def test_a_hyphen_that_the_document_knows_stays():
    assert joined("a long-", "term loan", also="the long-term plan") == "a long-term loan"


def test_a_hyphen_between_two_words_of_the_document_stays():
    assert joined("a long-", "term loan", also="a long time, the term ends") == "a long-term loan"
    assert joined("a flux-", "tron loan", also="a flux time") == "a fluxtron loan"  # nothing speaks for a hyphen


def test_the_word_without_a_hyphen_wins_if_the_document_has_both():
    assert joined("on-", "line", also="online on-line") == "online"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Anglo-", "Saxon"), "Anglo-Saxon"),
        (("2024-", "2025"), "2024-2025"),
        (("short-", "and long-term"), "short- and long-term"),
        (("a dash -", "like this"), "a dash - like this"),
        (("agree" + SOFT_HYPHEN, "ment"), "agreement"),
        (("ends here" + SOFT_HYPHEN,), "ends here"),
        (("type-", "(b)"), "type- (b)"),
    ],
)
def test_other_hyphens(lines, expected):
    assert joined(*lines) == expected


def test_broken_words_are_not_in_the_vocabulary():
    assert vocabulary(["We agree-", "ment on-line"]) == {"we", "on-line"}


def test_lines_of_a_script_without_spaces_join_without_one():
    assert joined("中文測", "試。") == "中文測試。"
    assert joined("中文", "test") == "中文 test"
    assert joined("义务 2172", "违约") == "义务 2172违约"
    assert joined("契約", "12日") == "契約12日"


def test_shapes_of_letters_become_letters():
    assert clean("\ufee3\ufeae\ufea3\ufe92\ufe8e") == "\u0645\u0631\u062d\u0628\u0627"


def test_right_to_left():
    assert is_right_to_left("\u05e9\u05dc\u05d5\u05dd abc 12")
    assert not is_right_to_left("abcd \u05e9\u05dc\u05d5 12")
    assert not is_right_to_left("12")
