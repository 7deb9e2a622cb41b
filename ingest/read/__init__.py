"""Turn a file of any kind into text. May import: errors, places, policy, naming, english, clauses."""
