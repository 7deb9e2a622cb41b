"""The page: what `app.py` serves. The only package that knows gradio and fastapi."""
