"""Step 2, find the clauses most likely to answer."""
