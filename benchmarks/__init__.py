"""Not installed: speed, memory and quality beside peers. `python -m benchmarks.NAME`."""
