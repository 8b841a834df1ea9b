"""Notices leaving: what consumers are told after the fact, at least once and in order."""
