"""What a user chose of keys and colours."""
