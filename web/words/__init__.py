"""The words of the page: their one table, dates in one form, and untrusted text as it is written."""
