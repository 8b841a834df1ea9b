"""Stand-ins for the government's two buses, in front of other stand-ins."""
