"""Keep policies, clauses and vectors on disk. May import: clauses, findings, policy, embed."""
