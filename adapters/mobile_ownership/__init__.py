"""The operators' shared register: in whose name a mobile number is."""
