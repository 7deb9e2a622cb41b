"""Find policy files: in folders, in ZIPs, behind addresses. May import: errors, policy."""
