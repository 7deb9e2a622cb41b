"""Report what is odd in a policy. Pure. May import: clauses, policy, policy_names, spans."""
