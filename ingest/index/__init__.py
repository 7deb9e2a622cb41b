"""Keep policies, clauses and vectors on disk. May import: the other rooms but read and weights."""
