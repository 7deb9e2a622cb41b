"""Split a policy's text into clauses with number, headings and offsets. Pure. May import: policy, spans."""
