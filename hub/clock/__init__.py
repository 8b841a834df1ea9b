"""Legal deadlines: what the law gives the SSO, and until when an answer holds; data and sums."""
