"""Read web pages: what a reader of the page sees, as light Markdown. May import: reading, written, grid."""
