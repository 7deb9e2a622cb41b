"""Fit the confidence of an answer on labelled questions, policies left out one by one."""
