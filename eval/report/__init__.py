"""Build reports, compare them, and show them."""
