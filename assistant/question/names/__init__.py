"""The names in a question: of policies, and of what no policy bears."""
