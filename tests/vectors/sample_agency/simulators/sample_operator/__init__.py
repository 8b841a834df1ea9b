"""A stand-in for the sample operator."""
