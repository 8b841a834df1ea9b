"""Pages for people: the public verification of certificates, in Persian and English."""
