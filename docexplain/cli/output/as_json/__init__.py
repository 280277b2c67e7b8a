"""What the commands print with ``--json``, beside answers."""
