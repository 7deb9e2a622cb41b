"""Serve the tools to assistants over the Model Context Protocol: `python -m assistant.mcp`. The library is `mcp`, too.

results (what a tool gives), tools (what they do), protocol (how they are offered; alone knows the library).
May import: chain, checklist, answer, question, loopback, settings.
"""
