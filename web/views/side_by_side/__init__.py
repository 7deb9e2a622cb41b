"""HTML of several policies, or two versions of one, beside each other."""
