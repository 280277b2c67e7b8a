"""PyMuPDF's two layout models, made so that they find the same in less time.

One sees the lines of text and a picture of the page, the other the lines only. As ``pymupdf.layout`` makes them, a
third of the time on a picture goes into fresh memory, which the system has to fill with zeros.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

Group = dict[str, Any]
Predict = Callable[..., list[Group]]
"""Called as ``predict(page, return_raw=True)`` with a ``pymupdf.Page``: what stands on it, as groups of its lines with
``group_bbox`` (points, x0 y0 x1 y1), ``class_name`` and ``bboxes``."""

_OTHER_PARTS = (ImportError, AttributeError, TypeError, ValueError)
"""A release of ``pymupdf.layout`` whose models are made of other parts: then they are used as it makes them."""


@cache
def picture_model() -> Predict:
    """The layout model that sees the lines of text and a picture of the page; of tables it gives ``table_grid`` too."""
    try:
        model = _model()
        extractor = model.feature_extractor
        # The picture always has the same size, so what the session keeps of its memory does not grow.
        model.feature_extractor = type(extractor)(_session(model.imf_model_path, keeps_memory=True))
    except _OTHER_PARTS:
        model = _as_the_library_makes_it()
    predict: Predict = model.predict
    return predict


@cache
def text_model() -> Predict:
    """The layout model that sees only the lines of text. What it takes for a table it does not look into."""
    # There is no name for "without a model for tables": the smallest is loaded, and left aside.
    parts = {"feature_set_name": "rf", "imf_model_path": "", "table_grid_model_ver": "V1"}
    try:
        model = _model(**parts)
        model.table_grid_extractor = None
    except _OTHER_PARTS:
        try:
            model = _as_the_library_makes_it(**parts)
        except _OTHER_PARTS:  # nor does it know these any longer
            return picture_model()
    predict: Predict = model.predict
    return predict


def _as_the_library_makes_it(**parts: str) -> Any:
    from pymupdf.layout.DocumentLayoutAnalyzer import get_model

    return get_model(**parts)  # type: ignore[no-untyped-call]


def _model(**parts: str) -> Any:
    _before_the_whole_model()
    from pymupdf.layout.onnx.BoxRFDGNN import BoxRFDGNN

    class Model(BoxRFDGNN):
        def load_onnx_model(self, model_path: str) -> None:
            self.session = _session(model_path, keeps_memory=False)

    make: Any = Model
    return make(use_sort=True, **parts)


def _before_the_whole_model() -> None:
    """Keep ``pymupdf.layout`` from making its own model as it is imported, as it does unless there is one: most of a
    second of the processor."""
    import pymupdf

    if pymupdf._get_layout is None:

        def whole(page: Any, **options: Any) -> list[Group]:
            return picture_model()(page, **options)

        pymupdf._get_layout = whole


def _session(path: str, *, keeps_memory: bool) -> Any:
    """Runs a model. Both options change where its arrays lie, not what they hold.

    Args:
        keeps_memory: of the largest input that it saw, for the next.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors only, as the library has it
    options.intra_op_num_threads = 1  # with two, one of them mostly waits, and takes the time of another page for it
    options.enable_cpu_mem_arena = keeps_memory
    # Else all arrays of a run lie in one block, so large that it is fresh memory each time.
    options.enable_mem_pattern = keeps_memory
    return onnxruntime.InferenceSession(path, sess_options=options, providers=["CPUExecutionProvider"])
