"""Build reports, compare them, and show them. May import: cases, score."""
