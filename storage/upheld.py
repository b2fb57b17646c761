"""What people finally made of a case: the mark that it leaves on the ladder, and whether they upheld it."""

from dataclasses import dataclass

from bot.model import ActionKind, Case, CaseState, Choice, Upheld

STANDS = {CaseState.APPROVED, CaseState.LATER, CaseState.BY_HAND, CaseState.DONE}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficersWord:
    """What officers finally made of a case, its words being what they are now: whether upheld, and by which rule."""

    upheld: bool
    rule: str = ""


def upheld_by(case: Case) -> Upheld | None:
    """The mark that a case leaves on the ladder: a behaviour that a person acted on and nobody has undone.

    What has run its course leaves its mark: a block that has ended was still deserved.
    """
    verdict = case.upheld
    if verdict is None or verdict.action is None or case.decision.behaviour is None:
        return None
    if verdict.action.kind is ActionKind.REPLY:
        return None
    if verdict is case.verdict and case.state not in STANDS:
        return None
    if verdict is not case.verdict and verdict.round == case.round:
        return None  # a second person has not approved it
    return Upheld(behaviour=case.decision.behaviour, at=verdict.at, case=case.id, action=verdict.action.kind)


def officers_word(one: Case) -> OfficersWord | None:
    """What officers finally made of a case; None while they have not, or where the words are not those they read."""
    upheld = upheld_by(one) is not None
    last = one.upheld if upheld else one.verdict
    if last is None or last.read_version != one.version:
        return None
    if not upheld and last.choice not in {Choice.LEAVE_ALONE, Choice.UNDO}:
        return None
    rule = one.decision.rule or str(one.decision.behaviour or "")
    return OfficersWord(upheld=upheld, rule=rule)
