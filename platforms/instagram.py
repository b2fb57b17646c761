"""The Instagram professional account: its comments, replies and tags, and what may be done about them."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.errors import NotPermitted, NotPossible, PlatformError
from bot.model import Abilities, Action, Cursor, Interaction, Page, PlatformName, Receipt, Standing, Way
from platforms import instagram_act
from platforms.base import Check
from platforms.graph import BASE_URL, VERSION, Graph
from platforms.graph_check import asked, token_checks, version_check
from platforms.graph_errors import GraphNotPossible
from platforms.graph_ledger import Ledger
from platforms.graph_read import Row, count_of, id_of, part_of, rows_of, text_of, time_of
from platforms.graph_sheaf import Sheaf
from platforms.graph_wire import Patience, utc_now
from platforms.instagram_can import abilities
from platforms.instagram_read import (
    INSTAGRAM,
    TAG_FIELDS,
    comments,
    media,
    our_post,
    said_in_comment,
    said_in_tag,
)

WITH_PAGE = ("instagram_basic", "instagram_manage_comments", "instagram_manage_messages", "pages_read_engagement")
ALONE = (
    "instagram_business_basic",
    "instagram_business_manage_comments",
    "instagram_business_manage_messages",
)
OVERLAP = timedelta(minutes=10)
MEDIA, TAGS = "media", "tags"


class Instagram:
    """One account. With `page_id` the token is that of the linked Facebook Page, else the account's own login.

    Posts whose number of comments has changed are read at once, and all of them every `full_every`, since somebody
    who deletes hides from the number that somebody else has written.
    """

    def __init__(
        self,
        *,
        account_id: str,
        token: str,
        page_id: str = "",
        username: str = "",
        app_secret: str = "",
        app_id: str = "",
        base_url: str = BASE_URL,
        version: str = VERSION,
        look_back: timedelta = timedelta(days=7),
        re_read: timedelta = timedelta(days=1),
        posts_back: timedelta = timedelta(days=365),
        full_every: timedelta = timedelta(minutes=30),
        patience: Patience | None = None,
        clock: Callable[[], datetime] = utc_now,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.graph = Graph(
            token,
            app_secret=app_secret,
            base_url=base_url,
            version=version,
            patience=patience,
            clock=clock,
            pause=pause,
        )
        self._account, self._page, self._handle = account_id, page_id, username.removeprefix("@").lower()
        self._inbox = page_id or account_id
        self._app = (app_id, app_secret)
        self._look_back, self._again, self._posts_back = look_back, max(re_read, OVERLAP), posts_back
        self._full_every = full_every

    @property
    def name(self) -> PlatformName:
        """Instagram."""
        return INSTAGRAM

    @property
    def account(self) -> str:
        """The id of the professional account."""
        return self._account

    def can(self, interaction: Interaction, *, now: datetime) -> Abilities:
        """Say of every ActionKind how it can be had for this interaction."""
        return abilities(interaction, account=self._account, handle=self._handle, now=now)

    def poll(self, cursor: Cursor, *, now: datetime) -> Iterator[Page]:
        """Read comments and replies, then tags; a cursor comes at the end of each."""
        self._learn_own_handle()
        ledger = Ledger(cursor.marks)
        counts = _counts(cursor.marks.get("counts"))
        full_at = cursor.marks.get("full_at")
        full = not isinstance(full_at, int) or now.timestamp() - full_at >= self._full_every.total_seconds()
        besides = {"counts": counts, "full_at": int(now.timestamp()) if full else full_at}
        yield from self._read_media(ledger, counts, besides, now, full=full)
        yield from self._read_tags(ledger, besides, now)

    def act(self, action: Action, interaction: Interaction, *, now: datetime) -> Receipt:
        """Do it, once. Raises NotPossible for what `can` does not offer by API."""
        ability = self.can(interaction, now=now)[action.kind]
        if ability.way is not Way.BY_API:
            raise GraphNotPossible(ability.because)
        return instagram_act.act(self.graph, action, interaction, inbox=self._inbox)

    def look_up(
        self,
        interaction: Interaction,
        action: Action | None = None,
        *,
        since: datetime | None = None,
        now: datetime,  # noqa: ARG002 - other platforms need it
    ) -> Standing:
        """Read the interaction back, and whether the action's effect stands."""
        self._learn_own_handle()
        return instagram_act.look_up(
            self.graph,
            interaction,
            action,
            account=self._account,
            handle=self._handle,
            inbox=self._inbox,
            since=since,
        )

    def check(self, *, now: datetime) -> tuple[Check, ...]:
        """Check token, permissions, that the token leads to this account, and the version that answers."""
        return (
            *asked("token", lambda: self._token_checks(now)),
            *asked("account", self._account_check),
            *version_check(self.graph),
        )

    def _read_media(
        self, ledger: Ledger, counts: dict[str, int], besides: Mapping[str, Any], now: datetime, *, full: bool
    ) -> Iterator[Page]:
        since = ledger.since(MEDIA, now=now, look_back=self._look_back, again=self._again)
        sheaf = Sheaf(ledger, listing=MEDIA, since=since)
        seen: dict[str, int] = {}
        walked: set[str] = set()
        try:
            for post in media(self.graph, self._account, oldest=now - self._posts_back, now=now):
                id_, count = id_of(post), count_of(post, "comments_count")
                if full or count is None or counts.get(id_) != count:
                    self._take_comments(sheaf, post, now)
                    walked.add(id_)
                if count is not None:
                    seen[id_] = count
                else:
                    walked.add(id_)
            self._note_conversations(sheaf)
            lost = ledger.places() - seen.keys() - {TAGS}
            missing = ledger.missing(sheaf.met, since=since, listed=walked | lost)
            counts.clear()
            counts.update(seen)
            yield from self._finish(sheaf, missing, besides, now)
        except PlatformError:
            yield from sheaf.pages()
            raise

    def _take_comments(self, sheaf: Sheaf, post: Row, now: datetime) -> None:
        sheaf.our_post(our_post(post, now=now))
        for row, parent in comments(self.graph, id_of(post)):
            said = said_in_comment(row, post, parent, account=self._account, handle=self._handle, now=now)
            sheaf.take(said, listed=id_of(post))

    def _read_tags(self, ledger: Ledger, besides: Mapping[str, Any], now: datetime) -> Iterator[Page]:
        since = ledger.since(TAGS, now=now, look_back=self._look_back, again=self._again)
        sheaf = Sheaf(ledger, listing=TAGS, since=since)
        try:
            for answer in self.graph.pages(self._account, "tags", fields=TAG_FIELDS, limit=50):
                rows = rows_of(answer, "tags")
                for row in rows:
                    sheaf.take(said_in_tag(row, now=now))
                if rows and all((time_of(row, "timestamp") or now) < since for row in rows):
                    break
            yield from self._finish(sheaf, (), besides, now)
        except PlatformError:
            yield from sheaf.pages()
            raise

    def _finish(
        self, sheaf: Sheaf, missing: tuple[str, ...], besides: Mapping[str, Any], now: datetime
    ) -> Iterator[Page]:
        return sheaf.finish(INSTAGRAM, missing, self.graph, me=self._page, now=now, again=self._again, besides=besides)

    def _note_conversations(self, sheaf: Sheaf) -> None:
        """Ask whether the authors of what is new have written to us privately: only they can be blocked."""
        who = list(dict.fromkeys(i.author.id for i in sheaf.news if i.author and i.facts.get("author_id_known")))
        answers = self.graph.batch(
            [f"{self._inbox}/conversations?platform=INSTAGRAM&user_id={one}&fields=id" for one in who]
        )
        known: dict[str, bool] = {}
        for one, answer in zip(who, answers, strict=True):
            if not isinstance(answer, PlatformError):
                known[one] = bool(rows_of(answer, "conversations"))
            elif not isinstance(answer, NotPermitted | NotPossible):
                raise answer
        for said in tuple(sheaf.news):
            if said.author is not None and said.author.id in known:
                sheaf.enrich(said.ref, conversation=known[said.author.id])

    def _learn_own_handle(self) -> None:
        if not self._handle:
            told = self.graph.read(self._account, fields="id,username", urgent=True)
            self._handle = text_of(told, "username").lower()

    def _token_checks(self, now: datetime) -> Iterable[Check]:
        known = self.graph.debug_access_token(self.graph.access_token, *self._app)
        return token_checks(known, WITH_PAGE if self._page else ALONE, now=now)

    def _account_check(self) -> Iterable[Check]:
        if self._page:
            told = self.graph.read(self._page, fields="instagram_business_account", urgent=True)
            ours = id_of(part_of(told, "instagram_business_account")) == self._account
        else:
            ours = id_of(self.graph.read("me", fields="user_id,username", urgent=True), "user_id") == self._account
        words = "the token leads to this account" if ours else "the token does not lead to this account"
        remedy = "" if ours else "Link the Instagram account to the Page, or correct the account's id in the settings"
        yield Check(what="account", ok=ours, detail=words, remedy=remedy)


def _counts(kept: object) -> dict[str, int]:
    usable = kept.items() if isinstance(kept, Mapping) else ()
    return {str(k): v for k, v in usable if isinstance(v, int) and not isinstance(v, bool)}
