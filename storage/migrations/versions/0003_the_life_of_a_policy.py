"""The life of a policy: uses, refusals, signatures and brakes, the lists beside each version, what read a comment.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.seals import seal_signatures, unseal_signatures

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the change."""
    op.add_column("policies", sa.Column("files", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("decisions", sa.Column("reading", sa.String(length=40), nullable=False, server_default=""))
    op.create_table(
        "policy_uses",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["policies.version"], name=op.f("fk_policy_uses_version_policies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_uses")),
    )
    op.create_table(
        "policy_refusals",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_refusals")),
    )
    op.create_table(
        "signatures",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
    )
    op.create_table(
        "brakes",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brakes")),
    )
    seal_signatures()


def downgrade() -> None:
    """Take it back."""
    unseal_signatures()
    for table in ("brakes", "signatures", "policy_refusals", "policy_uses"):
        op.drop_table(table)
    op.drop_column("decisions", "reading")
    op.drop_column("policies", "files")
