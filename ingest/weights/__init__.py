"""Find, fetch and check model files. May import: errors, places, files, commands.progress."""
