"""Lists of a policy: printed numbers, numbered headings that are a list, items of bare words. Pure."""
