"""Read Word documents as Word shows them. May import: reading, written, grid."""
