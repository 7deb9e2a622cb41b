"""HTML of one policy: its clauses, its whole text, and what came of adding it."""
