"""HTML pieces of the page."""
