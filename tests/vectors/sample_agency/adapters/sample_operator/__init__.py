"""A sample agency: an operator who says whose a mobile number is."""
