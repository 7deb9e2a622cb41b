"""Step 1, understand a question: its form, the policies it names, what a follow-up leaves out."""
