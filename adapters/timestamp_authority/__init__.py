"""A time-stamping authority: who attests that octets existed at an instant."""
