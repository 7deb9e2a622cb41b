"""English as data: the word list, and numbers in words. May import: nobody."""
