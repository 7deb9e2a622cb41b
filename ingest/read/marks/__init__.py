"""What readers of several kinds share: marks of light Markdown, cells of tables, list numbers. May import: reading."""
