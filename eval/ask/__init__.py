"""Ask the cases: open what is evaluated, keep and replay answers. May import: cases, score."""
