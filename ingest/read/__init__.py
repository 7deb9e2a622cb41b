"""Turn a file of any kind into text; find files in folders and ZIPs. May import: errors, places, policy, naming."""
