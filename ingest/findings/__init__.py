"""Report what is odd in a policy. Pure. May import: clauses, naming, policy, spans."""
