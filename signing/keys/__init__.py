"""Where keys come from: files on disk and the demonstration authority; the only I/O of signing."""
