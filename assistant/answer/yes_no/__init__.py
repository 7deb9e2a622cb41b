"""Read a yes or a no from a policy's words: what a quote says to a question, under which limits, and the verdict."""
