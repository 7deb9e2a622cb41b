"""Read rarer kinds of files: mail, saved pages, RTF. May import: reading, written, grid, encodings, web."""
