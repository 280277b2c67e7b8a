"""Which files can be made of an answer: for whoever offers them, whatever makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file.

    Attributes:
        name: what it is called.
        says: what it is, as a phrase.
        ending: of the name of such a file.
        is_text: it can be printed.
    """

    name: str
    says: str
    ending: str
    is_text: bool = True


FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("pdf", "the original with what is cited highlighted, behind a cover", ".pdf", is_text=False),
        Form("html", "one page for a browser, with pictures of the cited pages", ".html"),
        Form("md", "Markdown", ".md"),
        Form("json", "every text and figure of the answer, as a JSON object", ".json"),
        Form("csv", "the paragraphs that were read, with their figures", ".csv"),
        Form("prov", "how the answer came about, as W3C PROV-JSON", ".prov.json"),
        Form("bundle", "a zip that proves it, to be checked without the database", ".zip", is_text=False),
    )
}
"""By their names, in the order in which they are offered."""
