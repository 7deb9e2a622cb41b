"""Put saved answers against the policies as they are now. May import: answer, search, checklist, chain."""
