"""Certificates that last: timestamps, validation data and the PDF twin, all off the road."""
