"""Check policies that are kept in git: what is odd, what changed, what no longer holds. `python -m eval.ci policies`.

May import all of eval, assistant and ingest. The GitHub Action and the pre-commit hook are thin doors to it.
See docs/ci.md.
"""
