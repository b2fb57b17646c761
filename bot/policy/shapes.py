"""The shape of `policies.yaml`, as pydantic checks it: which words may stand where, and of what kind they are."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.model import ActionKind, Behaviour, FormalAction, Identity, InteractionKind, PlatformName, Protected, RuleState

Words = Annotated[str, Field(min_length=1, max_length=4000)]
Clause = Annotated[str, Field(pattern=r"^\d{1,2}\.\d{1,2}$")]
Sure = Annotated[float, Field(strict=True, gt=0, le=1)]
Percent = Annotated[int, Field(strict=True, ge=0, le=400)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
HourMinute = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Role = Literal["officer", "manager", "executive"]
A_YEAR = 366


class Shape(BaseModel):
    """Nothing unknown is let in."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class UpheldShape(Shape):
    """How many behaviours were upheld before."""

    at_least: Annotated[int, Field(strict=True, ge=1, le=100)]
    """From this many on."""
    months: Annotated[int, Field(strict=True, ge=1, le=36)] = 12
    """Within this many months."""
    behaviour: Behaviour | None = None
    """Of this behaviour only; of any if it is left out."""


class ContactsShape(Shape):
    """How many contacts came within how many minutes."""

    at_least: Annotated[int, Field(strict=True, ge=2, le=1000)]
    """From this many on, this one counted."""
    minutes: Annotated[int, Field(strict=True, ge=1, le=43_200)]
    """Within this many minutes."""


class ConditionsShape(Shape):
    """What a rule looks at beside the words: never who the person is, only what was said, where, when and before."""

    kinds: tuple[InteractionKind, ...] = ()
    """The kinds of interaction."""
    platforms: tuple[PlatformName, ...] = ()
    """The platforms."""
    topics: tuple[Words, ...] = ()
    """What our own post is about: names from `topics`."""
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = ()
    """The languages, by their two letters (ISO 639-1)."""
    media: bool | None = None
    """Whether it carries a picture or film."""
    links: bool | None = None
    """Whether it holds a link."""
    office_hours: bool | None = None
    """Whether the office is open at the time."""
    upheld: UpheldShape | None = None
    """What was upheld against them before."""
    contacts: ContactsShape | None = None
    """How often they wrote lately."""
    copies: Annotated[int, Field(strict=True, ge=0, le=1000)] = 0
    """The same words came this many times or more, this one counted."""
    questions_waiting: Annotated[int, Field(strict=True, ge=0, le=1000)] = 0
    """This many or more of their questions wait for our answer."""
    we_have_answered: bool | None = None
    """Whether we have answered them at all."""
    we_are_late: bool | None = None
    """Whether one of our own clocks is overdue."""
    identity: tuple[Identity, ...] = ()
    """How far we know who they are."""
    adjustment_on_record: bool | None = None
    """Whether they have asked for a reasonable adjustment."""


class ExamplesShape(Shape):
    """Comments that prove the rule; `policy check` and `policy test` read every one of them."""

    finds: tuple[Words, ...] = ()
    """Comments in which this rule finds its behaviour."""
    leaves: tuple[Words, ...] = ()
    """Comments in which it does not."""


class BehaviourShape(Shape):
    """One rule; the first in the file that matches decides."""

    behaviour: Behaviour
    """Which behaviour of the policy it is about."""
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")] | None = None
    """What the rule is called; the behaviour's own name if it is left out."""
    title: Words
    """What a tenant may be told that we don't accept."""
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]
    """The clauses of the policy that it comes from."""
    state: RuleState = RuleState.LIVE
    """draft (only checked), shadow (recorded, shown to nobody), review (queued) or live."""
    ladder: Words
    """Which ladder it climbs."""
    severity: Annotated[int, Field(strict=True, ge=1, le=5)] = 1
    """How grave it is, 1 to 5; what it counts for on the ladder stands under `marks`."""
    at_least: Sure = 0.5
    """How sure a detector must be before it counts, 0 to 1."""
    detectors: dict[str, Sure] = {}
    """Only these detectors count, each from this confidence on."""
    words: tuple[Words, ...] = ()
    """Phrases that count as found, whole words only; * at the end of a word stands for any ending."""
    lists: tuple[Words, ...] = ()
    """Names of `lists` whose phrases count as found."""
    patterns: tuple[Words, ...] = ()
    """Patterns (RE2) that count as found, in lower case; for those who know them."""
    never: tuple[Words, ...] = ()
    """Phrases in which nothing is found."""
    when: ConditionsShape = ConditionsShape()
    """It applies only when all of this holds."""
    unless: ConditionsShape = ConditionsShape()
    """It does not apply when any of this holds."""
    landlord_late_guard: bool = False
    """Nothing is proposed while we are late; always so for demands, volume, copies and refusals."""
    examples: ExamplesShape = ExamplesShape()
    """Comments that prove it."""


class ProtectionShape(Shape):
    """One protected signal: what it is, and who helps how soon."""

    title: Words
    source: Words
    route: Words
    within_minutes: Annotated[int, Field(strict=True, ge=1, le=43_200)]
    template: Words


class ChannelShape(Shape):
    """Where people that signals go to are reached."""

    reach: Words


class StepShape(Shape):
    """One step of a ladder: actions in order of preference."""

    actions: Annotated[tuple[ActionKind, ...], Field(min_length=1)]
    template: str = ""
    for_days: Annotated[int, Field(strict=True, ge=0, le=A_YEAR)] = 0
    review_days: Annotated[int, Field(strict=True, ge=0, le=A_YEAR)] = 0
    formal: tuple[FormalAction, ...] = ()


class LadderShape(Shape):
    """One ladder: what is proposed the first, the second, the third time."""

    severe: Annotated[int, Field(strict=True, ge=1)] = 1
    steps: Annotated[tuple[StepShape, ...], Field(min_length=1)]


class MarksShape(Shape):
    """What an upheld behaviour counts for on a ladder, and for how long."""

    window_months: Annotated[int, Field(strict=True, ge=1, le=36)] = 12
    full_months: Annotated[int, Field(strict=True, ge=1, le=36)] = 12
    later_percent: Annotated[int, Field(strict=True, ge=0, le=100)] = 50
    percent_by_severity: dict[Annotated[int, Field(ge=1, le=5)], Percent] = {}


class RestrictionShape(Shape):
    """For how long an account is restricted, and when that is looked at again."""

    for_days: Annotated[int, Field(strict=True, ge=1, le=A_YEAR)]
    review_days: Annotated[int, Field(strict=True, ge=1, le=A_YEAR)]


class ApprovalShape(Shape):
    """How many different people approve an action, and the role that one of them must have."""

    people: Annotated[int, Field(strict=True, ge=1, le=3)]
    one_of: Role | None = None


class TemplateShape(Shape):
    """One text; `on` holds other words for single platforms."""

    text: Words
    on: dict[PlatformName, Words] = {}
    easy_read: Words | None = None
    languages: dict[Annotated[str, Field(pattern=r"^[a-z]{2}$")], Words] = {}


class ContactShape(Shape):
    """A number or address that templates name, and when somebody last checked it."""

    is_: Annotated[Words, Field(alias="is")]
    verified_on: Day


class VolumeShape(Shape):
    """The figures behind contact volume and copied content."""

    contacts: Annotated[int, Field(strict=True, ge=2, le=1000)] = 10
    window_minutes: Annotated[int, Field(strict=True, ge=1, le=43_200)] = 60
    copies: Annotated[int, Field(strict=True, ge=2, le=100)] = 3


class HoldShape(Shape):
    """Hiding at once, for some hours, what is listed exactly; a person confirms it or it undoes itself."""

    switched_on: bool = False
    hours: Annotated[int, Field(strict=True, ge=1, le=72)] = 4


class TrainedShape(Shape):
    """The trained model that reads beside the rules and asks a person to look; it proposes nothing that silences."""

    switched_on: bool = True


class ShareShape(Shape):
    """From what share of the newest interactions a live rule drops to review by itself."""

    percent: Annotated[int, Field(strict=True, ge=1, le=100)]
    of_last: Annotated[int, Field(strict=True, ge=20, le=100_000)] = 200


class LimitsShape(Shape):
    """The brakes."""

    actions_per_hour: dict[PlatformName, Annotated[int, Field(strict=True, ge=1, le=10_000)]] = {}
    actions_per_hour_each_behaviour: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 1000
    share_of_traffic: ShareShape | None = None


class CalendarShape(Shape):
    """When the office is open, in local time."""

    timezone: Words = "Europe/London"
    open_days: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")
    opens: HourMinute = "09:00"
    closes: HourMinute = "17:00"
    closed_on: tuple[Day, ...] = ()


class AppealsShape(Shape):
    """The right of appeal (policy 12.1 to 12.3), in working days; templates name these in {braces}."""

    within_working_days: Annotated[int, Field(strict=True, ge=20, le=60)] = 20
    answered_within_working_days: Annotated[int, Field(strict=True, ge=1, le=20)] = 20
    to: Words = "Customer Experience Team"
    reviewed_by: Words = "a member of the Executive Team"


class RetentionShape(Shape):
    """For how many days personal data is kept."""

    no_signal: Annotated[int, Field(strict=True, ge=1, le=2192)] = 30
    hidden: Annotated[int, Field(strict=True, ge=1, le=2192)] = 365
    restriction_after_end: Annotated[int, Field(strict=True, ge=1, le=2192)] = 365
    profile_views: Annotated[int, Field(strict=True, ge=1, le=2192)] = 1095


class ListShape(Shape):
    """A list of phrases: here, or in a text file beside this one, a phrase a line."""

    entries: tuple[Words, ...] = ()
    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\.txt$")] | None = None


class TopicShape(Shape):
    """Words by which our own post is known to be about something."""

    words: Annotated[tuple[Words, ...], Field(min_length=1)]


class PolicyShape(Shape):
    """The unacceptable-behaviour policy as data."""

    title: Words
    organisation: Words
    marks: MarksShape = MarksShape()
    own_accounts: dict[PlatformName, tuple[str, ...]] = {}
    public_figures: dict[PlatformName, tuple[str, ...]] = {}
    staff_names: tuple[Words, ...] = ()
    volume: VolumeShape = VolumeShape()
    topics: dict[str, TopicShape] = {}
    lists: dict[str, ListShape] = {}
    behaviours: tuple[BehaviourShape, ...]
    ladders: dict[str, LadderShape]
    restrictions: dict[ActionKind, RestrictionShape]
    protections: dict[Protected, ProtectionShape]
    channels: dict[str, ChannelShape]
    approvals: dict[ActionKind, ApprovalShape]
    hold: HoldShape = HoldShape()
    trained: TrainedShape = TrainedShape()
    limits: LimitsShape = LimitsShape()
    calendar: CalendarShape = CalendarShape()
    appeals: AppealsShape = AppealsShape()
    retention: RetentionShape = RetentionShape()
    wording: dict[ActionKind, Words]
    notices: dict[ActionKind, Words] = {}
    contacts: dict[str, ContactShape] = {}
    templates: dict[str, TemplateShape]


SHAPES: tuple[type[Shape], ...] = (
    PolicyShape,
    BehaviourShape,
    ConditionsShape,
    UpheldShape,
    ContactsShape,
    ExamplesShape,
    LadderShape,
    StepShape,
    MarksShape,
    RestrictionShape,
    ApprovalShape,
    ProtectionShape,
    ChannelShape,
    TemplateShape,
    ContactShape,
    VolumeShape,
    HoldShape,
    TrainedShape,
    ShareShape,
    LimitsShape,
    CalendarShape,
    AppealsShape,
    RetentionShape,
    ListShape,
    TopicShape,
)
SHORT_FORMS = {"approvals": ("people", int), "lists": ("entries", list), "topics": ("words", list)}
"""Where an entry may be written as a bare value: `block: 2` for `block: {people: 2}`."""
