"""The composition root: builds every part from the settings and hands them over; knows everybody, does nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.clock import Clock, machine_clock
from bot.daemon import Daemon, Watched
from bot.desk import Desk
from bot.in_force import PolicyInForce
from bot.model import Abilities, Interaction, PlatformName
from bot.policy.load import load_policy
from bot.policy.model import Policy
from bot.second_reader.asking import Endpoint
from bot.settings_values import AccountSettings, SecondReaderSettings
from bot.slack.channel import SlackChannel
from bot.trial import AbilitiesByPlatform, an_ordinary_comment
from platforms.base import Platform
from platforms.facebook import Facebook
from platforms.instagram import Instagram
from platforms.memory import Rehearsal
from platforms.x import X, XCredentials

SHIPPED_POLICIES = (Path(__file__).parent / "policy" / "policies.yaml", Path(__file__).parents[1] / "policies.yaml")
OWN_POLICY = Path("policies.yaml")


def build_platform(account: AccountSettings, *, clock: Clock = machine_clock) -> Platform:
    """The adapter for one account; nothing is asked of the platform yet."""
    secrets: dict[str, Any] = {name: secret.reveal() for name, secret in account.secrets.items()}
    usual: dict[str, Any] = {"look_back": account.look_back, "clock": clock}
    if account.base_url:
        usual["base_url"] = account.base_url
    match account.platform:
        case PlatformName.FACEBOOK:
            return Facebook(
                page_id=account.id,
                version=account.version,
                app_id=account.app_id,
                re_read=account.re_read,
                **secrets,
                **usual,
            )
        case PlatformName.INSTAGRAM:
            return Instagram(
                account_id=account.id,
                page_id=account.page_id,
                username=account.handle,
                re_read=account.re_read,
                version=account.version,
                app_id=account.app_id,
                **secrets,
                **usual,
            )
        case PlatformName.X:
            return X(
                user_id=account.id,
                handle=account.handle,
                credentials=XCredentials(**secrets),
                prices=account.prices,
                daily_budget=account.daily_budget,
                **usual,
            )


def build_daemon(desk: Desk, *, rehearse: bool) -> Daemon:
    """The daemon over every account in the settings; rehearsing, its actors hold back every effect."""
    watched = []
    for account in desk.settings.accounts:
        actor = build_platform(account, clock=desk.clock)
        watched.append(
            Watched(
                reader=build_platform(account, clock=desk.clock),
                actor=Rehearsal(actor) if rehearse else actor,
                every=account.every,
            )
        )
    second_reader = endpoint_of(desk.settings.second_reader)
    policy = PolicyInForce(desk.settings.policy, desk.store, clock=desk.clock, can=what_can_be_done())
    every = desk.settings.act_every
    daemon = Daemon(tuple(watched), desk.store, policy, clock=desk.clock, act_every=every, second_reader=second_reader)
    if desk.settings.slack is not None:
        daemon.beside.append(SlackChannel(desk, desk.settings.slack, lambda: policy.current, daemon.act_soon))
    return daemon


def endpoint_of(settings: SecondReaderSettings | None) -> Endpoint | None:
    """Where the second reader is; None where the operator has not switched one on."""
    if settings is None:
        return None
    key = settings.key
    return Endpoint(
        url=settings.url,
        model=settings.model,
        key=key.reveal if key is not None else str,
        wait=settings.wait,
        most_a_day=settings.most_a_day,
        every=settings.every,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What judging a text needs, without settings, store or network."""

    policy: Policy
    can: Callable[[Interaction], Abilities]


def judging(policy_path: Path | None, settings_policy: Path | None = None) -> Judging:
    """Judging by the given policy, else by the settings', else by ./policies.yaml, else by the one that is shipped.

    What a platform can do is asked of the real adapters, which say so without any network. Raises PolicyInvalid.
    """
    chosen = policy_path or settings_policy or policy_at_hand()
    return Judging(policy=load_policy(chosen), can=offline())


def offline() -> Callable[[Interaction], Abilities]:
    """What can be done about an interaction, as the real adapters say without any network, at the time it was said."""
    adapters = _offline()

    def can(interaction: Interaction) -> Abilities:
        return adapters[interaction.platform].can(interaction, now=_just_after(interaction))

    return can


def what_can_be_done() -> AbilitiesByPlatform:
    """What each platform can do with an ordinary comment, as the real adapters say without any network."""
    adapters = _offline()
    comments = {platform: an_ordinary_comment(platform, "") for platform in PlatformName}
    return {name: adapters[name].can(comment, now=comment.posted_at) for name, comment in comments.items()}


def policy_at_hand() -> Path:
    """./policies.yaml where there is one, else the policy that is shipped."""
    return next((path for path in (OWN_POLICY, *SHIPPED_POLICIES) if path.exists()), OWN_POLICY)


def _offline() -> Mapping[PlatformName, Platform]:
    nobody = XCredentials(consumer_key="-", consumer_secret="-", access_token="-", access_secret="-")  # noqa: S106 - no secrets
    return {
        PlatformName.FACEBOOK: Facebook(page_id="0", token="-"),  # noqa: S106 - no secret: nothing is ever asked
        PlatformName.INSTAGRAM: Instagram(account_id="0", token="-"),  # noqa: S106 - the same
        PlatformName.X: X(user_id="0", handle="-", credentials=nobody),
    }


def _just_after(interaction: Interaction) -> datetime:
    return interaction.posted_at
