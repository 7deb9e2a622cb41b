"""Numbers in words and digits, and figures with their units and bounds."""
