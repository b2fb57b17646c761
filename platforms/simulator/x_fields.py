"""Which fields a request asks for, in the old dialect (tweet.fields) or the new one (post.fields)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from platforms.simulator.x_world import Dialect


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How one dialect spells what differs between the two."""

    fields: str
    history: str
    referenced: str
    expand_referenced: str
    expand_history: str
    note: str
    includes: str
    reposts: str
    post_count: str


OLD = Names(
    fields="tweet.fields",
    history="edit_history_tweet_ids",
    referenced="referenced_tweets",
    expand_referenced="referenced_tweets.id",
    expand_history="edit_history_tweet_ids",
    note="note_tweet",
    includes="tweets",
    reposts="retweet_count",
    post_count="tweet_count",
)
NEW = Names(
    fields="post.fields",
    history="edit_history_post_ids",
    referenced="referenced_posts",
    expand_referenced="referenced_posts",
    expand_history="edit_history_post_ids",
    note="note_post",
    includes="posts",
    reposts="repost_count",
    post_count="post_count",
)
BOTH = frozenset(
    {
        "conversation_id",
        "created_at",
        "display_text_range",
        "edit_controls",
        "entities",
        "id",
        "lang",
        "possibly_sensitive",
        "public_metrics",
        "reply_settings",
        "text",
    }
)
POST_FIELDS: Mapping[Dialect, frozenset[str]] = MappingProxyType(
    {
        "old": BOTH | {"author_id", "in_reply_to_user_id", "referenced_tweets", "edit_history_tweet_ids", "note_tweet"},
        "new": BOTH | {"note_post"},
    }
)
POST_DEFAULTS: Mapping[Dialect, frozenset[str]] = MappingProxyType(
    {"old": frozenset({"id", "text", "edit_history_tweet_ids"}), "new": frozenset({"id", "text"})}
)
EXPANSIONS: Mapping[Dialect, frozenset[str]] = MappingProxyType(
    {
        "old": frozenset(
            {
                "author_id",
                "in_reply_to_user_id",
                "entities.mentions.username",
                "referenced_tweets.id",
                "referenced_tweets.id.author_id",
                "edit_history_tweet_ids",
                "sender_id",
                "participant_ids",
            }
        ),
        "new": frozenset(
            {
                "author_id",
                "in_reply_to_user_id",
                "entities.mentions.username",
                "referenced_posts",
                "edit_history_post_ids",
                "sender_id",
                "participant_ids",
            }
        ),
    }
)
USER_FIELDS = frozenset(
    {
        "connection_status",
        "created_at",
        "description",
        "id",
        "name",
        "protected",
        "public_metrics",
        "receives_your_dm",
        "username",
        "verified",
        "verified_type",
    }
)
USER_DEFAULTS = frozenset({"id", "name", "username"})
DM_FIELDS: Mapping[Dialect, frozenset[str]] = MappingProxyType(
    {
        "old": frozenset(
            {"created_at", "dm_conversation_id", "event_type", "id", "participant_ids", "sender_id", "text"}
        ),
        "new": frozenset({"created_at", "dm_conversation_id", "event_type", "id", "text"}),
    }
)
DM_DEFAULTS = frozenset({"id", "text", "event_type"})
FIELD_PARAMETERS = frozenset(
    {
        "tweet.fields",
        "post.fields",
        "user.fields",
        "dm_event.fields",
        "media.fields",
        "poll.fields",
        "place.fields",
        "usage.fields",
        "expansions",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The fields and expansions that will be honoured. What the dialect does not know has silently dropped out."""

    dialect: Dialect = "old"
    post: frozenset[str] = POST_DEFAULTS["old"]
    user: frozenset[str] = USER_DEFAULTS
    dm: frozenset[str] = DM_DEFAULTS
    expansions: frozenset[str] = field(default_factory=frozenset)

    @property
    def names(self) -> Names:
        """How the answer spells what the dialects spell differently."""
        return NEW if self.dialect == "new" else OLD

    @classmethod
    def read(cls, query: Mapping[str, str], world_dialect: Dialect) -> "Wanted":
        """Reads what a request wants. Where the old dialect is no longer honoured, its names count for nothing."""
        dialect: Dialect = "new" if world_dialect == "new" or _speaks_new(query) else "old"
        names = NEW if dialect == "new" else OLD
        return cls(
            dialect=dialect,
            post=POST_DEFAULTS[dialect] | (_listed(query, names.fields) & POST_FIELDS[dialect]),
            user=USER_DEFAULTS | (_listed(query, "user.fields") & USER_FIELDS),
            dm=DM_DEFAULTS | (_listed(query, "dm_event.fields") & DM_FIELDS[dialect]),
            expansions=_listed(query, "expansions") & EXPANSIONS[dialect],
        )


def _listed(query: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(part.strip() for part in query.get(name, "").split(",") if part.strip())


def _speaks_new(query: Mapping[str, str]) -> bool:
    only_new = EXPANSIONS["new"] - EXPANSIONS["old"]
    return "post.fields" in query or bool(_listed(query, "expansions") & only_new)
