"""A stand-in for the Plan and Budget Organization's national contracts database: SOAP 1.1."""
