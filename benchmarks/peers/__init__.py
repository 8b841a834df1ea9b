"""Other ways of doing the same job; what ours costs is told beside them."""
