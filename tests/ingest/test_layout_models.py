"""The layout models find what those find that PyMuPDF makes itself."""

import subprocess
import sys

import pymupdf
import pytest
from pymupdf.layout import DocumentLayoutAnalyzer

from docexplain.ingest import layout_models
from docexplain.ingest.layout_models import picture_model, text_model

PROSE = "The company serves customers in all regions of the country, and its sales grew by seven percent. " * 3


@pytest.fixture
def page():
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=612, height=792)
        page.insert_text((72, 90), "1. Business", fontname="hebo", fontsize=14)
        page.insert_textbox((72, 110, 540, 200), PROSE, fontsize=11)
        for row in range(9):
            texts = ("", "2023", "2022", "2021") if not row else (f"Net sales of region {row}", *3 * [f"{1000 * row}"])
            for x, text in zip((76, 260, 360, 460), texts, strict=True):
                page.insert_text((x, 320 + 16 * row), text, fontname="helv" if row else "hebo", fontsize=10)
            page.draw_line((72, 325 + 16 * row), (540, 325 + 16 * row))
        page.draw_rect((72, 500, 300, 650), fill=(0.2, 0.5, 0.8))
        page.insert_text((300, 760), "17", fontsize=9)
        yield page


def found(groups):
    return [(group["class_name"], list(group["group_bbox"]), group["bboxes"]) for group in groups]


def lines(groups):
    grids = [group["table_grid"] for group in groups if group["class_name"] == "table"]
    return [(list(grid.h_lines), list(grid.v_lines)) for grid in grids]


def test_the_one_that_sees_a_picture_finds_what_pymupdfs_does(page):
    ours, theirs = (
        predict(page, return_raw=True) for predict in (picture_model(), DocumentLayoutAnalyzer.get_model().predict)
    )
    assert found(ours) == found(theirs)
    assert lines(ours) == lines(theirs) != []


@pytest.mark.parametrize("make", [picture_model, text_model])
def test_a_library_whose_models_have_other_parts_makes_them_itself(page, monkeypatch, make):
    before = found(make()(page, return_raw=True))

    def other_parts(**parts):
        raise TypeError("got an unexpected keyword argument")

    monkeypatch.setattr(layout_models, "_model", other_parts)
    assert found(make.__wrapped__()(page, return_raw=True)) == before


@pytest.mark.parametrize("error", [TypeError, ValueError])
def test_a_library_without_the_model_of_lines_sees_the_picture(page, monkeypatch, error):
    picture_model()

    def other_parts(**parts):
        raise error("feature_set_name must be one in ['imf+rf']")

    monkeypatch.setattr(layout_models, "_model", other_parts)
    monkeypatch.setattr(layout_models, "_as_the_library_makes_it", other_parts)
    assert text_model.__wrapped__() is picture_model()


def test_the_sessions_say_errors_only(monkeypatch):
    made = []
    monkeypatch.setattr("onnxruntime.InferenceSession", lambda path, sess_options, providers: made.append(sess_options))
    layout_models._session("a model", keeps_memory=False)
    assert [options.log_severity_level for options in made] == [3]


def test_pages_do_not_change_what_is_found_on_the_next(page):
    before = found(picture_model()(page, return_raw=True))
    with pymupdf.open() as pdf:
        other = pdf.new_page(width=300, height=900)
        other.insert_textbox((20, 20, 280, 800), PROSE * 4, fontsize=9)
        assert found(picture_model()(other, return_raw=True)) != before
    assert found(picture_model()(page, return_raw=True)) == before


def test_the_one_that_sees_lines_finds_what_pymupdfs_does(page):
    theirs = DocumentLayoutAnalyzer.get_model(feature_set_name="rf", imf_model_path="").predict
    ours = text_model()(page, return_raw=True)
    assert found(ours) == found(theirs(page, return_raw=True)) != []


def test_what_was_imported_first_makes_no_difference():
    program = """
from docexplain.ingest.layout_models import text_model
import pymupdf
page = pymupdf.open().new_page()
page.insert_text((72, 90), "Business of the company", fontsize=11)
print(len(text_model()(page, return_raw=True)))
page.get_layout()
print(len(page.layout_information))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1"]
