"""Read English: words, numbers, meanings, synonyms, spelling. Knows no policy and no model."""
