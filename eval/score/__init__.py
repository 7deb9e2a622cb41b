"""Score answers, count, and find the stage that failed. May import: cases."""
