"""Redaction: content of stored records is removed, its hashes are kept, so that the log can still be checked."""
