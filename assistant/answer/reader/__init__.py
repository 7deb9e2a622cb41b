"""Step 3 for models that can read: all passages in one request, a structured reply, each quote verified.

May import: models, search, answer (its types and checks), english, ingest, prompts.
"""
