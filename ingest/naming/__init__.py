"""Find the name of whoever wrote a policy, and tell policies of one name apart. May import: policy."""
