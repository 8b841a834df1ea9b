"""The doors in: who is asking, what is asked, and every error in the caller's protocol."""
