"""Quote the words that answer, and verify what is said of them."""
