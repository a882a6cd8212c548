"""What surrounds a page: what it says of itself, its card, the pages that have no source."""
