"""Turn one file of any kind into text. May import: errors, places, policy, policy_names."""
