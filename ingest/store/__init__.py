"""The one door to an index, in a folder or in a Chroma server. May import: index, served, and what these import."""
