"""What somebody else found in a comment (a second reader, an officer who saw what we missed), and who said the same.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the change."""
    op.add_column("decisions", sa.Column("elsewhere", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("interactions", sa.Column("gist", sa.String(length=16), nullable=False, server_default=""))
    op.create_index(op.f("ix_interactions_platform_gist_posted_at"), "interactions", ["platform", "gist", "posted_at"])
    op.create_table(
        "second_readings",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("interaction_id", NUMBER, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.String(length=32), nullable=False),
        sa.Column("answered_at", sa.String(length=32), nullable=True),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interactions.id"], name=op.f("fk_second_readings_interaction_id_interactions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_readings")),
    )
    op.create_index(op.f("ix_second_readings_interaction_id"), "second_readings", ["interaction_id"])
    op.create_index(op.f("ix_second_readings_asked_at"), "second_readings", ["asked_at"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("second_readings")
    op.drop_index(op.f("ix_interactions_platform_gist_posted_at"), table_name="interactions")
    op.drop_column("interactions", "gist")
    op.drop_column("decisions", "elsewhere")
