"""Step 4, write the answer, verify each sentence, give the verdict."""
