"""What an answer's record says, computed once for every front end. Pure functions on records."""

from docexplain.answers.focus import Focus, Share, against, confirmed, focus, necessity, suffices, sufficiency

__all__ = ["Focus", "Share", "against", "confirmed", "focus", "necessity", "suffices", "sufficiency"]
