"""PostgreSQL: the pool, the migrations, the named queries, and a server of our own by default."""
