"""Verification: never imports what signs."""
