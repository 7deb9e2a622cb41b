"""Language models, one file a kind of server."""
