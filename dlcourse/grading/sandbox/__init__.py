"""Where strangers' code runs: its walls, and the one channel through them."""
