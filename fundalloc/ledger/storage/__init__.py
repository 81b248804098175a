"""Where entries are kept: the only folder that knows SQLAlchemy, SQLite and PostgreSQL."""
