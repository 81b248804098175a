"""What a role of a PostgreSQL database may do with the books: read them, add to them; the database refuses it the rest by itself."""

from fundalloc.ledger.storage.layout import FILES, KEPT, SEALED, VIEWS


def rights(role: str, *, only_reading: bool) -> tuple[str, ...]:
    """Return the statements, for the owner of the books to carry out; the role must exist."""
    who = '"' + role.replace('"', '""') + '"'
    sealed, everything = ", ".join((*SEALED, FILES)), ", ".join((*SEALED, FILES, *KEPT, *VIEWS))
    taken = f"REVOKE ALL ON {everything} FROM {who}, PUBLIC"
    read = f"GRANT SELECT ON {everything} TO {who}"
    if only_reading:
        return (taken, read)
    return (
        taken,
        read,
        f"GRANT INSERT ON {sealed}, heading_total TO {who}",
        f"GRANT UPDATE ON {', '.join(KEPT)} TO {who}",
        f"GRANT DELETE ON {FILES} TO {who}",  # its trigger lets go only what an entry destroys
    )
