"""Build, start and stop a local Ollama with our model."""
