"""Keep an index in a Chroma server that many machines read. May import: index, and what index may import."""
