"""The terminal user interface. Importing it loads Textual; the command line does so only for ``docexplain tui``."""

from tui.app import DocexplainApp

__all__ = ["DocexplainApp"]
