"""The picture of docs/method.md: an answer's log-probability along the path, and what each paragraph gives to it.

    python benchmarks/path_picture.py [-o docs/path.svg] [--document FILE --question TEXT] [--model M]

Computed in float32. The horizontal scale is that of v = sqrt(u), in which trapezoids are taken.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import torch

import docexplain
from docexplain.attribution.path.quadrature import places
from docexplain.attribution.scoring.answer_loss import score_batch
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.model.loading.by_name import load
from docexplain.model.loading.load_options import LoadOptions
from docexplain.records import Mode
from docexplain.session.pipeline.reading import read_again

CONTRACT = Path(__file__).parent.parent / "samples" / "employment-contract.pdf"
POINTS = 48
WIDTH, HEIGHT = 760, 300
LEFT, TOP, ACROSS, DOWN = 52, 34, 300, 216
"""The curve's own area: its corner, and its size."""
BARS, BAR = 560, 80
"""Where bars begin, and how far one reaches to either side."""
PAINT = {
    "axis": 'stroke="#818b98" fill="none"',
    "curve": 'stroke="#0969da" stroke-width="2" fill="none"',
    "node": 'fill="#bc4c00"',
    "for": 'fill="#0969da"',
    "against": 'fill="#bc4c00"',
}
"""In a light scheme, and for viewers that read no style sheets."""
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.small { font-size: 11px; fill: #59636e }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .small { fill: #9198a1 }
  .curve { stroke: #4493f8 }
  .node, .against { fill: #f0883e }
  .for { fill: #4493f8 }
}
"""


@dataclass(frozen=True, slots=True)
class Curve:
    """F at places u of the path, nats above F(0)."""

    places: Sequence[float]
    values: Sequence[float]


def curve_of(forced: ForcedAnswer, spans: Sequence[tuple[int, int]], places: Sequence[float]) -> Curve:
    """F(u) - F(0), place by place."""
    values = []
    for place in (0.0, *places):
        factors = torch.ones(1, forced.keys)
        for start, end in spans:
            factors[:, start:end] = place
        values.append(-float(score_batch(forced, factors, Mode.LOG).sum()))
    return Curve(places, [value - values[0] for value in values[1:]])


def draw(curve: Curve, nodes: Curve, parts: Sequence[tuple[str, float]], title: str) -> str:
    """The picture as SVG; it follows the reader's light or dark scheme."""
    top = max(*curve.values, *nodes.values)
    bottom = min(0.0, *curve.values)

    def at(place: float, value: float) -> tuple[float, float]:
        return LEFT + math.sqrt(place) * ACROSS, TOP + (top - value) / (top - bottom) * DOWN

    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(at, curve.places, curve.values))
    end, floor = at(1, curve.values[-1]), at(0, 0)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
        f'<text x="{LEFT}" y="18">{escape(title)}</text>',
        f'<path class="axis" d="M{LEFT} {TOP}V{TOP + DOWN}H{LEFT + ACROSS}"/>',
        f'<path class="axis" stroke-dasharray="3 4" d="M{LEFT} {end[1]:.1f}H{LEFT + ACROSS}"/>',
        f'<polyline class="curve" points="{line}"/>',
        _text(LEFT - 6, end[1] + 4, f"{curve.values[-1]:+.1f}", anchor="end"),
        _text(LEFT - 6, floor[1] + 4, "0", anchor="end"),
        _text(LEFT + ACROSS / 2, HEIGHT - 14, "u: attention to the document, 0 hidden, 1 as it is", anchor="middle"),
        _text(LEFT + 8, end[1] - 6 if end[1] > TOP + 12 else end[1] + 14, "document effect, nats"),
    ]
    for place, value in zip(nodes.places, nodes.values, strict=True):
        x, y = at(place, value)
        out.append(f'<circle class="node" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>')
    for place in (0.0, 0.05, 0.25, 0.5, 1.0):
        x = at(place, 0)[0]
        out.append(
            f'<path class="axis" d="M{x:.1f} {TOP + DOWN}v4"/>' + _text(x, TOP + DOWN + 17, f"{place:g}", "middle")
        )
    drawn = "\n".join([*out, *_bars(parts), "</svg>", ""])
    for kind, paint in PAINT.items():
        drawn = drawn.replace(f'class="{kind}"', f'class="{kind}" {paint}')
    return drawn


def _bars(parts: Sequence[tuple[str, float]]) -> list[str]:
    step = DOWN / len(parts)
    longest = max(abs(value) for _, value in parts)
    out = [_text(BARS, TOP + DOWN + 17, "0", "middle"), f'<path class="axis" d="M{BARS} {TOP}v{DOWN}"/>']
    for place, (name, value) in enumerate(parts):
        y, length = TOP + (place + 0.5) * step, abs(value) / longest * BAR
        left = BARS if value >= 0 else BARS - length
        kind = "for" if value >= 0 else "against"
        out.append(f'<rect class="{kind}" x="{left:.1f}" y="{y - 8:.1f}" width="{max(length, 1):.1f}" height="16"/>')
        out.append(_text(LEFT + ACROSS + 30, y + 4, name, kind=""))
        out.append(_text(BARS + BAR + 12, y + 4, f"{value:+.2f}", kind=""))
    total = sum(value for _, value in parts)
    out.append(_text(BARS + BAR + 12, HEIGHT - 14, f"{total:+.2f} in all", kind="small"))
    return out


def _text(x: float, y: float, words: str, anchor: str = "start", *, kind: str = "small") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def main() -> None:
    """Ask, measure along the path, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--document", type=Path, default=CONTRACT)
    parser.add_argument("--question", default="What is the pay per hour?")
    parser.add_argument("--model")
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/path.svg"))
    given = parser.parse_args()
    model = load(given.model, LoadOptions(device="cpu", dtype="float32"))
    document = docexplain.read_document(given.document)
    answer = docexplain.ask(document, given.question, model=model)
    reading = read_again(model, document, answer)
    prefix = model.prefill(reading.prompt.prefix_ids)
    forced = reading.forced(model, prefix, [token.id for token in answer.tokens])
    spans = reading.prompt.spans
    curve = curve_of(forced, spans, [(i / POINTS) ** 2 for i in range(POINTS + 1)])
    count = 3 if answer.path is None else answer.path.nodes
    nodes = curve_of(forced, spans, places(count))
    parts = []
    for effect in sorted(answer.effects, key=lambda each: each.index):
        text = document.paragraph(effect.index).text.replace("\n", " ")
        parts.append((f"{effect.index}  {text[:12].strip()}…", sum(effect.per_claim)))
    given.output.write_text(draw(curve, nodes, parts, f"{given.question}  {answer.text}"), "utf-8")
    print(f"{given.output}: {count} nodes, document effect {answer.document_effect:+.3f} nats, {answer.path}")


if __name__ == "__main__":
    main()
