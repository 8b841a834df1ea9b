"""A stand-in for the operators' mobile register: REST, in clear or in JWE, no question twice."""
