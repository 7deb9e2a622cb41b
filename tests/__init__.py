"""Tests of Clausewise; conftest.py has the fakes."""
