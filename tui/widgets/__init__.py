"""The panes of the screen. Each owns its style, keys and messages, is filled by one method, and knows no other."""

from tui.widgets.answer_panel import AnswerPanel
from tui.widgets.detail import Detail
from tui.widgets.document_view import DocumentView
from tui.widgets.entry import Entry, EntryMode
from tui.widgets.keys import Keys
from tui.widgets.legend import Legend
from tui.widgets.page_view import PageView
from tui.widgets.question_list import QuestionList
from tui.widgets.status import Status

__all__ = [
    "AnswerPanel",
    "Detail",
    "DocumentView",
    "Entry",
    "EntryMode",
    "Keys",
    "Legend",
    "PageView",
    "QuestionList",
    "Status",
]
