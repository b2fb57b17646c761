"""Triggers that refuse to change or delete what is on the record, on both databases."""

from alembic import op

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the record is append-only: {verb} on {table} refused'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION section11_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the record is append-only: % on % refused', TG_OP, TG_TABLE_NAME; END
$$ LANGUAGE plpgsql
"""
POSTGRESQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION section11_refuse()
"""
# Particulars may one day be erased by law, so their rows can be deleted; they can never be rewritten.
REFUSED = {"sqlite": [("audit", "UPDATE"), ("audit", "DELETE"), ("audit_payloads", "UPDATE")]}
SIGNATURES = [("signatures", "UPDATE"), ("signatures", "DELETE")]
REFUSED["postgresql"] = [*REFUSED["sqlite"], ("audit", "TRUNCATE")]


def seal_audit() -> None:
    """From here on, entries can only be added."""
    name = op.get_bind().dialect.name
    if name == "postgresql":
        op.execute(POSTGRESQL_FUNCTION)
    _refuse(REFUSED[name])


def seal_signatures() -> None:
    """From here on, signatures can only be added."""
    _refuse(SIGNATURES)


def unseal_signatures() -> None:
    """Take the triggers away again, before the table goes."""
    on = " ON signatures" if op.get_bind().dialect.name == "postgresql" else ""
    for table, verb in SIGNATURES:
        op.execute(f"DROP TRIGGER {table}_no_{verb}{on}")


def _refuse(verbs: list[tuple[str, str]]) -> None:
    form = POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE
    for table, verb in verbs:
        op.execute(form.format(table=table, verb=verb))


def unseal_audit() -> None:
    """Take the triggers away again, before the tables go."""
    name = op.get_bind().dialect.name
    for table, verb in REFUSED[name]:
        op.execute(f"DROP TRIGGER {table}_no_{verb}" + (f" ON {table}" if name == "postgresql" else ""))
    if name == "postgresql":
        op.execute("DROP FUNCTION section11_refuse()")
