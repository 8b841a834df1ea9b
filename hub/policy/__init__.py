"""Who may ask what: pure, default deny."""
