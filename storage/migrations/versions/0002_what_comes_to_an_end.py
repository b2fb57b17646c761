"""What comes to an end: when a verdict's action ends by itself, and when it is looked at again.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("verdicts") as verdicts:
        verdicts.add_column(sa.Column("ends_at", sa.String(length=32), nullable=True))
        verdicts.add_column(sa.Column("review_at", sa.String(length=32), nullable=True))
        verdicts.create_index(op.f("ix_verdicts_ends_at"), ["ends_at"])


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("verdicts") as verdicts:
        verdicts.drop_index(op.f("ix_verdicts_ends_at"))
        verdicts.drop_column("review_at")
        verdicts.drop_column("ends_at")
