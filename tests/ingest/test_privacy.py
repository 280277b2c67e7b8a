"""Reading a document leaves no usage data behind."""

from __future__ import annotations


def test_reading_a_document_writes_nothing_into_the_home(elsewhere):
    """onnxruntime would keep a device id and a queue of events in the cache folder."""
    assert elsewhere.written == []
