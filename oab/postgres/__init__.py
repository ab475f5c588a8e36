"""Django's PostgreSQL backend, which starts the embedded server at first use."""
