"""Find, fetch and check model files. May import: errors, places, checksums, commands.progress."""
