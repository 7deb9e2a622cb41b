"""Put saved answers against the policies as they are now: which still hold. May import: answer, search, chain."""
