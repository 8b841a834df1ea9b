"""Article 38: the premium of a contract, from its facts by a table of coefficients."""
