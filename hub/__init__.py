"""The hub itself: doors, pipeline, use cases, store and evidence, composed in `main`."""
