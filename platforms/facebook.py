"""The Facebook Page: its comments, visitor posts, tags and recommendations, and what may be done about them."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from bot.errors import DialectChanged, PlatformError
from bot.model import (
    Abilities,
    Action,
    Cursor,
    Interaction,
    InteractionKind,
    Page,
    PlatformName,
    Receipt,
    Standing,
    Way,
)
from platforms import facebook_act, facebook_back
from platforms.base import Check
from platforms.facebook_can import abilities
from platforms.facebook_read import (
    FACEBOOK,
    POST_FIELDS,
    REVIEW_FIELDS,
    newest_first,
    our_post,
    posts_with_comments,
    review_id,
    said_in_comment,
    said_in_post,
    said_in_review,
)
from platforms.graph import BASE_URL, VERSION, Graph
from platforms.graph_check import asked, token_checks, version_check
from platforms.graph_errors import GraphNotPossible
from platforms.graph_ledger import Ledger
from platforms.graph_read import Row, id_of, rows_of, time_of
from platforms.graph_sheaf import Sheaf
from platforms.graph_wire import Patience, utc_now

PERMISSIONS = ("pages_read_engagement", "pages_read_user_content", "pages_manage_engagement", "pages_messaging")
REVIEWS_VERSION = "v21.0"
REVIEWS_END = datetime(2027, 1, 21, tzinfo=UTC)
OVERLAP = timedelta(minutes=10)
OWN, VISITORS, TAGS, REVIEWS = "published_posts", "visitor_posts", "tagged", "ratings"


class Facebook:
    """One Page. Reading goes back by `look_back` at first; `re_read` is how far back edits and deletions are looked
    for; `posts_back` how old a post may be whose new comments are still read.

    `block_with` is the name under which `/blocked` takes a commenter's id: `user` or `psid`. With `app_id`, the app
    asks about the token instead of the token about itself.
    """

    def __init__(
        self,
        *,
        page_id: str,
        token: str,
        app_secret: str = "",
        app_id: str = "",
        base_url: str = BASE_URL,
        version: str = VERSION,
        look_back: timedelta = timedelta(days=7),
        re_read: timedelta = timedelta(days=1),
        posts_back: timedelta = timedelta(days=365),
        block_with: str = "user",
        patience: Patience | None = None,
        clock: Callable[[], datetime] = utc_now,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if block_with not in facebook_act.PARAMETERS:
            raise ValueError(f"block_with must be one of {', '.join(facebook_act.PARAMETERS)}")
        self.graph = Graph(
            token,
            app_secret=app_secret,
            base_url=base_url,
            version=version,
            patience=patience,
            clock=clock,
            pause=pause,
        )
        self._page, self._app = page_id, (app_id, app_secret)
        self._look_back, self._again, self._posts_back = look_back, max(re_read, OVERLAP), posts_back
        self._block_with = block_with
        self._reviews_off = ""

    @property
    def name(self) -> PlatformName:
        """Facebook."""
        return FACEBOOK

    @property
    def account(self) -> str:
        """The Page's id."""
        return self._page

    def can(self, interaction: Interaction, *, now: datetime) -> Abilities:
        """Say of every ActionKind how it can be had for this interaction."""
        return abilities(interaction, page=self._page, now=now)

    def poll(self, cursor: Cursor, *, now: datetime) -> Iterator[Page]:
        """Read comments, visitor posts, tags and recommendations; a cursor comes at the end of each."""
        ledger = Ledger(cursor.marks)
        for listing in (OWN, VISITORS, TAGS, REVIEWS):
            if listing != REVIEWS or self._reviews_are_on(now):
                yield from self._read(ledger, listing, now)

    def act(self, action: Action, interaction: Interaction, *, now: datetime) -> Receipt:
        """Do it, once. Raises NotPossible for what `can` does not offer by API."""
        ability = self.can(interaction, now=now)[action.kind]
        if ability.way is not Way.BY_API:
            raise GraphNotPossible(ability.because)
        return facebook_act.act(self.graph, action, interaction, page=self._page, block_with=self._block_with)

    def look_up(
        self,
        interaction: Interaction,
        action: Action | None = None,
        *,
        since: datetime | None = None,
        now: datetime,  # noqa: ARG002 - other platforms need it
    ) -> Standing:
        """Read the interaction back, and whether the action's effect stands."""
        return facebook_back.look_up(self.graph, interaction, action, page=self._page, since=since)

    def check(self, *, now: datetime) -> tuple[Check, ...]:
        """Check token, permissions, that it is this Page's own token, the version that answers, and reviews."""
        return (
            *asked("token", lambda: self._token_checks(now)),
            *asked("account", self._account_check),
            *version_check(self.graph),
            *self._reviews_check(now),
        )

    def _read(self, ledger: Ledger, listing: str, now: datetime) -> Iterator[Page]:
        since = ledger.since(listing, now=now, look_back=self._look_back, again=self._again)
        sheaf = Sheaf(ledger, listing=listing, since=since)
        try:
            self._gather(sheaf, listing, now)
            missing = () if listing == REVIEWS else ledger.missing(sheaf.met, since=since, listed=(listing,))
            yield from sheaf.finish(FACEBOOK, missing, self.graph, me=self._page, now=now, again=self._again)
        except DialectChanged as withdrawn:
            if listing != REVIEWS:
                yield from sheaf.pages()
                raise
            self._reviews_off = str(withdrawn)
            yield from sheaf.pages()
        except PlatformError:
            yield from sheaf.pages()
            raise

    def _gather(self, sheaf: Sheaf, listing: str, now: datetime) -> None:
        match listing:
            case "tagged":
                rows = newest_first(
                    self.graph, self._page, listing, fields=POST_FIELDS, oldest=sheaf.since, now=now, limit=100
                )
                self._take_posts(sheaf, rows, InteractionKind.TAG, now)
            case "ratings":
                answers = self.graph.pages(self._page, listing, version=REVIEWS_VERSION, fields=REVIEW_FIELDS)
                for answer in answers:
                    rows_now = rows_of(answer, listing, named_by=review_id)
                    for row in rows_now:
                        sheaf.take(said_in_review(row, page=self._page, now=now))
                    if rows_now and all((time_of(row, "created_time") or now) < sheaf.since for row in rows_now):
                        return
            case _:
                oldest = now - self._posts_back
                posts = posts_with_comments(self.graph, self._page, listing, since=sheaf.since, oldest=oldest, now=now)
                for post, comments in posts:
                    if listing == VISITORS:
                        self._take_posts(sheaf, (post,), InteractionKind.VISITOR_POST, now)
                    else:
                        sheaf.our_post(our_post(post, now=now))
                    for row in comments:
                        sheaf.take(said_in_comment(row, post, page=self._page, now=now))

    def _take_posts(self, sheaf: Sheaf, rows: Iterable[Row], kind: InteractionKind, now: datetime) -> None:
        for row in rows:
            post = said_in_post(row, kind, page=self._page, now=now)
            if post is not None:
                sheaf.take(post)

    def _token_checks(self, now: datetime) -> Iterable[Check]:
        known = self.graph.debug_access_token(self.graph.access_token, *self._app)
        return token_checks(known, PERMISSIONS, now=now)

    def _account_check(self) -> Iterable[Check]:
        ours = id_of(self.graph.read("me", fields="id", urgent=True)) == self._page
        remedy = "" if ours else f"Put the own token of the Page {self._page} into the settings, not a person's"
        words = "the token is the Page's own" if ours else "the token is not this Page's own"
        yield Check(what="account", ok=ours, detail=words, remedy=remedy)

    def _reviews_are_on(self, now: datetime) -> bool:
        return now < REVIEWS_END and not self._reviews_off

    def _reviews_check(self, now: datetime) -> Iterable[Check]:
        if self._reviews_are_on(now):
            yield Check(what="reviews", ok=True, detail=f"read until {REVIEWS_END:%d %B %Y}, when Facebook ends this")
        else:
            why = self._reviews_off or f"Facebook ended this on {REVIEWS_END:%d %B %Y}"
            remedy = "Ask a colleague to look at recommendations in Meta Business Suite"
            yield Check(what="reviews", ok=False, detail=f"not read: {why}", remedy=remedy)
