"""Compare two versions of a policy by clause, the weighty changes first. May import: policy, clauses, findings."""
