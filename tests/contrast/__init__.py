"""Contrast sets: pairs of questions that differ in one thing, made from the sentences of policies."""
