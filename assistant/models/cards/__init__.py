"""Model cards: what was measured of a model, one TOML file each. May import: abilities, model."""
