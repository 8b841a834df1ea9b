"""The certificate as a page for people: its words, and their typesetting."""
