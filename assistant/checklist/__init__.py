"""Go down a list of requirements: what a policy must say, what it says, and where."""
