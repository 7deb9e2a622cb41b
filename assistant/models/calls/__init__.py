"""What every call to a model server needs: its address, time limits, retries, and the lines that tell of a failure."""
