"""The shared contracts database: what registers say comes in, versions of contracts go out."""
