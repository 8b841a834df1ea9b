"""The hub's own vocabulary: frozen models that no agency's wire shape leaks into."""
