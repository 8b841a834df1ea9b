"""One contract of what several registers tell: identity, join, checks, and proof of agreement."""
