"""The shape of `policies.yaml`, as pydantic checks it: which words may stand where, and of what kind they are."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.model import ActionKind, Behaviour, PlatformName, Protected

Words = Annotated[str, Field(min_length=1, max_length=4000)]


class Shape(BaseModel):
    """Nothing unknown is let in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BehaviourShape(Shape):
    """One entry under `behaviours`."""

    behaviour: Behaviour
    title: Words
    clauses: Annotated[tuple[Annotated[str, Field(pattern=r"^\d{1,2}\.\d{1,2}$")], ...], Field(min_length=1)]
    ladder: Words
    at_least: Annotated[float, Field(gt=0, le=1)] = 0.5
    landlord_late_guard: bool = False
    severity: Annotated[int, Field(ge=1, le=5)] = 1


class ProtectionShape(Shape):
    """One entry under `protections`."""

    title: Words
    source: Words
    route: Words
    within_minutes: Annotated[int, Field(ge=1, le=43_200)]
    template: Words


class StepShape(Shape):
    """One step of a ladder."""

    actions: Annotated[tuple[ActionKind, ...], Field(min_length=1)]
    template: str = ""


class LadderShape(Shape):
    """One entry under `ladders`."""

    severe: Annotated[int, Field(ge=1)] = 1
    steps: Annotated[tuple[StepShape, ...], Field(min_length=1)]


class TemplateShape(Shape):
    """One entry under `templates`; `on` holds other words for single platforms."""

    text: Words
    on: dict[PlatformName, Words] = {}


class ContactShape(Shape):
    """One entry under `contacts`: a number or address that templates name, and when somebody last checked it."""

    is_: Annotated[Words, Field(alias="is")]
    verified_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class VolumeShape(Shape):
    """The figures behind contact volume and copied content."""

    contacts: Annotated[int, Field(ge=2, le=1000)] = 10
    window_minutes: Annotated[int, Field(ge=1, le=43_200)] = 60
    copies: Annotated[int, Field(ge=2, le=100)] = 3


class PolicyShape(Shape):
    """The whole file."""

    title: Words
    organisation: Words
    ladder_months: Annotated[int, Field(ge=1, le=36)] = 12
    own_accounts: dict[PlatformName, tuple[str, ...]] = {}
    staff_names: tuple[Words, ...] = ()
    volume: VolumeShape = VolumeShape()
    behaviours: tuple[BehaviourShape, ...]
    ladders: dict[str, LadderShape]
    protections: dict[Protected, ProtectionShape]
    approvals: dict[ActionKind, Annotated[int, Field(ge=1, le=3)]]
    wording: dict[ActionKind, Words]
    contacts: dict[str, ContactShape] = {}
    templates: dict[str, TemplateShape]


SHAPES: tuple[type[Shape], ...] = (
    PolicyShape,
    BehaviourShape,
    LadderShape,
    StepShape,
    ProtectionShape,
    TemplateShape,
    ContactShape,
    VolumeShape,
)
