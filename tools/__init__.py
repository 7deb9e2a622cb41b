"""Not installed: programs for people who work on Clausewise."""
