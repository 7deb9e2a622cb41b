"""Keep policies, clauses and vectors in a folder. May import: the other rooms but read, weights, served and store."""
