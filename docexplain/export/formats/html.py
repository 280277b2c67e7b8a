"""An answer as one HTML file that needs nothing else: no script, no network, readable where styles are off."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from html import escape
from importlib.resources import files

from docexplain.answers import claims_of, with_marks
from docexplain.answers.said.wording import share as percent
from docexplain.answers.shares import share_of
from docexplain.common.display_text import one_line, plain
from docexplain.export.formats.exported import Evidence, Exported, cited_first, evidence, facts_of, record_of

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def html(exported: Exported, pages: Mapping[str, bytes] | None = None) -> str:
    """The file.

    Args:
        pages: pictures (PNG) of pages with what is cited marked, by what they are called; none where the original is
            not at hand.
    """
    answer = exported.answer
    title = escape(one_line(answer.question))
    parts = [
        f"<h1>{title}</h1>",
        f'<p class="answer">{escape(one_line(with_marks(answer)))}</p>',
        f'<div class="verdict {escape(str(answer.verdict))}">{_list(facts_of(exported))}</div>',
        _claims(exported),
        *_pages(pages or {}),
        _others(exported),
        f"<h2>Record</h2>{_list(record_of(exported))}",
    ]
    style = (files("docexplain.export.formats") / "page.css").read_text("utf-8") + _shown(exported)
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><meta name="referrer" content="no-referrer">'
        f"<title>{title}</title><style>{style}</style>"
    )
    body = "\n".join(part for part in parts if part)
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body><main>{body}</main></body></html>\n'


def _list(rows: list[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in rows) + "</dl>"


def _claims(exported: Exported) -> str:
    """What the answer rests on, and where it makes several claims, each of them; a radio button chooses, without a
    script. Where styles are off, everything stands below each other."""
    cited = cited_first(exported)
    if not cited:
        return ""
    claims = claims_of(exported.answer)
    legend = (
        '<p class="legend">The more colour a paragraph has, the larger its share of what the document does to the '
        "answer; the share stands above it in figures.</p>"
    )
    whole = "".join(_article(each, each.share, each.says) for each in cited)
    if len(claims) < 2:
        return f"<h2>What it rests on</h2>{legend}{whole}"
    picks = ['<input type="radio" name="claim" id="c0" checked><label class="pick" for="c0">The whole answer</label>']
    views = [f'<section class="view v0">{whole}</section>']
    for number, claim in enumerate(claims, start=1):
        text = escape(one_line(claim.text))
        picks.append(
            f'<input type="radio" name="claim" id="c{number}"><label class="pick" for="c{number}">{text}</label>'
        )
        views.append(f'<section class="view v{number}"><h3>{text}</h3>{_of_claim(exported, number - 1)}</section>')
    return (
        f'<h2>What it rests on</h2><p class="legend">Choose a part of the answer to see what that rests on.</p>{legend}'
        f'<div class="claims">{"".join(picks)}{"".join(views)}</div>'
    )


def _of_claim(exported: Exported, position: int) -> str:
    """The paragraphs that a claim rests on most."""
    found = [(share_of(exported.answer, each.effect, [position]), each) for each in evidence(exported)]
    best = sorted(((share, each) for share, each in found if share), key=lambda pair: -pair[0])[:3]
    if not best:
        return "<p>Nothing was measured for it.</p>"
    return "".join(_article(each, share, f"{percent(share)} of the effect on this part") for share, each in best)


def _shown(exported: Exported) -> str:
    """Which of the views each button shows."""
    numbers = range(len(claims_of(exported.answer)) + 1)
    return "".join(f"#c{n}:checked ~ .v{n} {{ display: block; }}" for n in numbers)


def _article(each: Evidence, share: float | None, says: str) -> str:
    """A paragraph, shaded by its share."""
    kinds = [f"s{round(10 * min(abs(share or 0.0), 1.0))}"]
    kinds += ["cited"] * each.is_cited + ["against"] * ((share or 0.0) < 0)
    above = " / ".join(escape(one_line(heading)) for heading in each.paragraph.heading_path)
    return (
        f'<article class="{" ".join(kinds)}">'
        f"<header><b>{escape(each.mark)}</b>, {escape(one_line(each.place))}: {escape(one_line(says))}</header>"
        + (f'<p class="heading">{above}</p>' if above else "")
        + f'<p class="text">{escape(plain(each.paragraph.text))}</p></article>'
    )


def _pages(pages: Mapping[str, bytes]) -> list[str]:
    if not pages:
        return []
    figures = []
    for name, picture in pages.items():
        data = base64.b64encode(picture).decode("ascii")
        alt = f"{escape(one_line(name))} with what is cited marked"
        figures.append(
            f'<figure><img alt="{alt}" src="data:image/png;base64,{data}">'
            f"<figcaption>{escape(one_line(name))}</figcaption></figure>"
        )
    return ["<h2>Where it stands</h2>", *figures]


def _others(exported: Exported) -> str:
    others = [each for each in evidence(exported) if not each.is_cited]
    if not others:
        return ""
    told = "".join(_article(each, each.share, each.says) for each in others)
    counted = f"What else was read: {len(others)} of {len(exported.answer.effects)}"
    return f"<details><summary>{counted}</summary>{told}</details>"
