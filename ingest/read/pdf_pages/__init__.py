"""Read PDFs: lines with their place, running lines, notes, tables. May import: reading, written, grid."""
