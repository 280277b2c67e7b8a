"""Attribution methods to compare with, behind one interface. Those that need a library are in the extra ``compare``."""
