"""Step 3, decide which passages state the answer."""
