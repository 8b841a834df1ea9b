"""Article 37, its last part: no commerce card without the SSO's word on the head office."""
