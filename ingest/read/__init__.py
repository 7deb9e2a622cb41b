"""Turn one file of any kind into text; find files in folders. May import: errors, places, policy, policy_names."""
