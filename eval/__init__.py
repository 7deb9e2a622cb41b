"""Answer → Score: how good the answers are, with intervals, a gate and blame."""
