"""Every table, in the words of the model; what follows from them is worked out, never stored."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.types import BigInteger

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Id = BigInteger().with_variant(Integer, "sqlite")
Moment = String(32)  # ISO 8601 in UTC with microseconds: sorts as time does, alike on every database

interactions = Table(
    "interactions",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("platform", String(16), nullable=False),
    Column("ref", String(255), nullable=False),
    Column("account", String(255), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("author", String(255)),
    Column("author_name", Text, nullable=False),
    Column("author_handle", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("thread", String(255), nullable=False),
    Column("parent", String(255), nullable=False),
    Column("on_post", String(255), nullable=False),
    Column("posted_at", Moment, nullable=False),
    Column("edited_at", Moment),
    Column("attachments", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("gone_at", Moment),
    Column("gist", String(16), nullable=False, server_default=""),
    UniqueConstraint("platform", "ref"),
    Index(None, "platform", "author", "posted_at"),
    Index(None, "platform", "gist", "posted_at"),
)

versions = Table(
    "versions",
    METADATA,
    Column("interaction_id", Id, ForeignKey("interactions.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("raw_digest", String(64), nullable=False),
    Column("seen_at", Moment, nullable=False),
)

our_lines = Table(
    "our_lines",
    METADATA,
    Column("platform", String(16), primary_key=True),
    Column("ref", String(255), primary_key=True),
    Column("thread", String(255), nullable=False),
    Column("parent", String(255), nullable=False),
    Column("on_post", String(255), nullable=False),
    Column("text", Text, nullable=False),
    Column("posted_at", Moment, nullable=False),
    Index(None, "platform", "thread"),
    Index(None, "platform", "parent"),
)

decisions = Table(
    "decisions",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("interaction_id", Id, ForeignKey("interactions.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("behaviour", String(32)),
    Column("care", String(80), nullable=False),
    Column("policy_version", String(80), nullable=False),
    Column("body", Text, nullable=False),
    Column("reading", String(40), nullable=False, server_default=""),
    Column("elsewhere", Integer, nullable=False, server_default="0"),
)

cases = Table(
    "cases",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("interaction_id", Id, ForeignKey("interactions.id"), nullable=False, unique=True),
    Column("decision_id", Id, ForeignKey("decisions.id"), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("people_needed", JSON, nullable=False),
)

verdicts = Table(
    "verdicts",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("seat", Integer, nullable=False),
    Column("choice", String(16), nullable=False),
    Column("action_kind", String(32)),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("read_version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("ends_at", Moment, index=True),
    Column("review_at", Moment),
    UniqueConstraint("case_id", "round", "seat"),
)

marks = Table(
    "marks",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("value", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
)

intentions = Table(
    "intentions",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False, index=True),
    Column("round", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("platform", String(16), nullable=False),
    Column("action", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("case_id", "round", "attempt"),
)

outcomes = Table(
    "outcomes",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("intention_id", Id, ForeignKey("intentions.id"), unique=True),
    Column("state", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("retry_at", Moment),
    Column("body", Text, nullable=False),
    Index(None, "case_id", "round"),
)

cursors = Table(
    "cursors",
    METADATA,
    Column("platform", String(16), primary_key=True),
    Column("account", String(255), primary_key=True),
    Column("marks", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
)

accounts = Table(
    "accounts",
    METADATA,
    Column("platform", String(16), primary_key=True),
    Column("account", String(255), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("detail", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("tried_at", Moment, nullable=False),
    Column("read_at", Moment),
    Column("retry_at", Moment),
    Column("failures", Integer, nullable=False),
)

policies = Table(
    "policies",
    METADATA,
    Column("version", String(80), primary_key=True),
    Column("first_used_at", Moment, nullable=False),
    Column("source", Text, nullable=False),
    Column("files", JSON, nullable=False, server_default="{}"),
)

policy_uses = Table(
    "policy_uses",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("version", String(80), ForeignKey("policies.version"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
)

policy_refusals = Table(
    "policy_refusals",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("digest", String(64), nullable=False),
    Column("problems", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
)

signatures = Table(
    "signatures",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("rule", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

brakes = Table(
    "brakes",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("scope", String(80), nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", Text),
    Column("ended_why", Text),
)

second_readings = Table(
    "second_readings",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("interaction_id", Id, ForeignKey("interactions.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("words", String(64), nullable=False),
    Column("by", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_at", Moment, nullable=False, index=True),
    Column("answered_at", Moment),
    Column("findings", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

slack_cards = Table(
    "slack_cards",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("case_id", Id, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("ts", String(32)),
    Column("shown", String(64), nullable=False),
    Column("told", Integer, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("posted_at", Moment),
    UniqueConstraint("case_id", "kind"),
    UniqueConstraint("channel", "ts"),
)

audit = Table(
    "audit",
    METADATA,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("event", String(32), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("prev", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False, unique=True),
    Index(None, "subject"),
)

audit_payloads = Table(
    "audit_payloads",
    METADATA,
    Column("seq", Id, ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
