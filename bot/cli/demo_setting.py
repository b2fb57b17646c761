"""The demo's own settings: three accounts in the town, two officers, everything in one folder."""

from pathlib import Path

from platforms.simulator.graph_world import APP_ID, APP_SECRET, INSTAGRAM_ID, PAGE_ID, PAGE_TOKEN
from platforms.simulator.slack_world import APP_TOKEN, BOT_TOKEN, TEAM
from platforms.simulator.x_world import (
    ACCESS_SECRET,
    ACCESS_TOKEN_WITH_ID,
    CONSUMER_KEY,
    CONSUMER_SECRET,
    OUR_HANDLE,
    OUR_ID,
)

SECRETS = {
    "SECTION11_META_TOKEN": PAGE_TOKEN,
    "SECTION11_META_APP_SECRET": APP_SECRET,
    "SECTION11_X_CONSUMER_KEY": CONSUMER_KEY,
    "SECTION11_X_CONSUMER_SECRET": CONSUMER_SECRET,
    "SECTION11_X_ACCESS_TOKEN": ACCESS_TOKEN_WITH_ID,
    "SECTION11_X_ACCESS_SECRET": ACCESS_SECRET,
}
SECRETS |= {"SECTION11_SLACK_BOT_TOKEN": BOT_TOKEN, "SECTION11_SLACK_APP_TOKEN": APP_TOKEN}
FORM = """\
# Written by `section11 demo`. The secrets are the town's own and open nothing.
database: sqlite:///section11.db
policy: {policy}
clock_from: {town}/_town/clock
act_every_seconds: 0.5
officers:
  - {{name: Demo Officer, slack: U0PRIYA}}
  - {{name: Second Demo Officer, role: manager, slack: U0TOM}}
slack:
  bot_token: {{env: SECTION11_SLACK_BOT_TOKEN}}
  app_token: {{env: SECTION11_SLACK_APP_TOKEN}}
  base_url: {town}/slack/api/
  team: {team}
  channel: C0CASES
  care_channel: C0CARE
  usergroup: S0OFFICERS
  escalation:
    - {{after_minutes: 10, people: [U0TOM]}}
accounts:
  - platform: facebook
    id: "{page}"
    app_id: "{app}"
    token: {{env: SECTION11_META_TOKEN}}
    app_secret: {{env: SECTION11_META_APP_SECRET}}
    base_url: {town}
    every_seconds: 1
    look_back_days: 30
    re_read_days: 14
  - platform: instagram
    id: "{instagram}"
    page_id: "{page}"
    handle: derbyhomes
    app_id: "{app}"
    token: {{env: SECTION11_META_TOKEN}}
    app_secret: {{env: SECTION11_META_APP_SECRET}}
    base_url: {town}
    every_seconds: 1
    look_back_days: 30
    re_read_days: 14
  - platform: x
    id: "{x}"
    handle: {handle}
    consumer_key: {{env: SECTION11_X_CONSUMER_KEY}}
    consumer_secret: {{env: SECTION11_X_CONSUMER_SECRET}}
    access_token: {{env: SECTION11_X_ACCESS_TOKEN}}
    access_secret: {{env: SECTION11_X_ACCESS_SECRET}}
    base_url: {town}
    every_seconds: 1
    look_back_days: 6
"""


def settings_text(town: str, policy: Path) -> str:
    """The settings file of a demo in the town at this address."""
    return FORM.format(
        town=town,
        policy=policy.absolute(),
        page=PAGE_ID,
        app=APP_ID,
        instagram=INSTAGRAM_ID,
        x=OUR_ID,
        handle=OUR_HANDLE,
        team=TEAM,
    )
