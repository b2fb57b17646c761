"""What a press does: the same rules as for every channel, asked with the words and buttons of Slack."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot import cases
from bot.cases import Officer
from bot.cases.allowed import plain
from bot.errors import AlreadyDecided, NoSuchCase, NotApproved
from bot.model import ActionKind, Case, CaseState, Protected
from bot.policy.model import Policy
from bot.slack import forms
from bot.slack.card import what_changed
from bot.slack.kit import Block, words_of
from storage.store import Store

HISTORY = timedelta(days=28)  # how far back a card tells of what was before
FLAGS = re.compile(r"[:;]? (?:say|choose an action with) --[a-z]+|: --[a-z]+(?: '[^']*')?|: section11 [a-z]+ \d+")
FORMS = {"wording", "other", "leave", "approve_why", "undo", "manager", "could_not"}
FORMS |= {"complaint", "dismiss", "consider", "show"}
DECIDES = {
    "approve",
    "approve_why",
    "wording",
    "other",
    "leave",
}  # the comment must be as it was drawn
AT_ONCE = {"approve", "care", "claim", "release", "by_hand"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What comes of a press: words for whoever pressed, or a form; `wrong` says what to mend, by the form's fields."""

    words: str = ""
    form: Block | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Presses:
    """Everything that can be pressed. `wake` is called when there may be something to carry out."""

    store: Store
    policy: Callable[[], Policy]
    clock: Callable[[], datetime]
    claim_for: timedelta
    wake: Callable[[], None]

    def press(self, what: str, value: str, by: Officer) -> Answer:
        """Do what the button says, or give the form that asks for what is missing; every press is on the record."""
        number, _, mark = value.partition(":")
        if not number.isdecimal() or len(number) > 15 or what not in AT_ONCE | FORMS:
            return Answer(words="This button is not one of ours; nothing was done.", refused=True)
        return self._recorded(what, int(number), by, lambda: self._press(what, int(number), mark, by))

    def submit(self, what: str, about: str, values: Mapping[str, Any], by: Officer) -> Answer:
        """Do what the form says; what is missing or refused is told at its field, and the form stays open."""
        try:
            held = json.loads(about)
            number, mark = int(held["case"]), str(held["mark"])
        except (ValueError, KeyError, TypeError):
            return Answer(wrong={"": "This form is not one of ours; nothing was done."}, refused=True)
        return self._recorded(what, number, by, lambda: self._submit(what, number, mark, values, by))

    def _recorded(self, what: str, number: int, by: Officer, do: Callable[[], Answer]) -> Answer:
        try:
            answer = do()
        except (AlreadyDecided, NotApproved, NoSuchCase) as refused:
            answer = Answer(words=in_slack(str(refused)), refused=True)
        told = {"what": what, "answer": "refused: " + answer.words if answer.refused else "done"}
        told |= {"answer": "asked"} if answer.form is not None else {}
        self.store.note("slack_pressed", actor=by.name, now=self.clock(), subject=f"case:{number}", **told)
        return answer

    def _press(self, what: str, number: int, mark: str, by: Officer) -> Answer:
        case = self._as_drawn(number, mark, what)
        if what in FORMS:
            return Answer(form=self._form(what, case, mark))
        now, store = self.clock(), self.store
        match what:
            case "approve":
                return self._told(cases.approve(store, number, by=by, policy=self.policy(), now=now))
            case "care":
                cases.take_care(store, number, by=by, why="", now=now)
                return Answer(words=f"You have case {number}.")
            case "claim":
                cases.claim(store, number, by=by, lasting=self.claim_for, now=now)
                return Answer(words=f"Case {number} is yours for {self.claim_for.seconds // 60} minutes.")
            case "release":
                cases.release(store, number, by=by, now=now)
                return Answer(words=f"You have let go of case {number}.")
            case _:
                cases.by_hand(store, number, by=by, did=True, why="", now=now)
                return Answer(words=f"Recorded: you have done by hand what case {number} was waiting for.")

    def _form(self, what: str, case: Case, mark: str) -> Block:
        about = json.dumps({"case": case.id, "mark": mark})
        match what:
            case "wording":
                return forms.wording(case, self.policy(), about)
            case "other":
                return forms.other(case, about)
            case "complaint":
                return forms.complaint(case, about)
            case "dismiss":
                return forms.dismiss(case, about)
            case "consider":
                return forms.consider(case, about)
            case "show":
                return forms.whole(case, about)
            case _:
                return forms.reason(case, what, about)

    def _submit(self, what: str, number: int, mark: str, values: Mapping[str, Any], by: Officer) -> Answer:
        self._as_drawn(number, mark, what)
        store, now, why = self.store, self.clock(), words_of(values, "why")
        match what:
            case "wording" | "other" | "approve_why":
                return self._approved(number, values, why, by)
            case "leave":
                return self._told(cases.leave_alone(store, number, by=by, why=why, now=now))
            case "undo":
                return self._told(cases.undo(store, number, by=by, why=why, now=now))
            case "manager":
                cases.ask_manager(store, number, by=by, why=why, now=now)
                return Answer(words=f"A manager is asked to decide case {number}.")
            case "could_not":
                cases.by_hand(store, number, by=by, did=False, why=why, now=now)
                return Answer(words=f"Recorded: it could not be done by hand in case {number}.")
            case "complaint":
                reference = words_of(values, "reference")
                cases.log_complaint(store, number, reference=reference, by=by, now=now)
                return Answer(words=f"Case {number}: the complaint is logged.")
            case "dismiss":
                signal = Protected(words_of(values, "signal"))
                cases.dismiss_signal(store, number, signal, by=by, why=why, now=now)
                return Answer(words=f"Case {number}: the signal is dismissed.")
            case "consider":
                explains, tried = words_of(values, "explains") == "yes", words_of(values, "tried")
                cases.consider_adjustment(store, number, explains=explains, tried=tried, by=by, now=now)
                return Answer(words=f"Case {number}: the adjustment was considered.")
            case _:
                return Answer()

    def _approved(self, number: int, values: Mapping[str, Any], why: str, by: Officer) -> Answer:
        chosen, words = words_of(values, "kind"), words_of(values, "wording")
        kind = ActionKind(chosen) if chosen else None
        wording = words if words or (not chosen and "wording" in values) else None
        store, policy, now = self.store, self.policy(), self.clock()
        return self._told(
            cases.approve(store, number, by=by, policy=policy, now=now, kind=kind, wording=wording, why=why)
        )

    def _as_drawn(self, number: int, mark: str, what: str) -> Case:
        """The case, if it is still as it was when the button was drawn. Raises NotApproved with what has changed."""
        case = self.store.case(number)
        changed = what_changed(mark, case, self.store.around(case, window=HISTORY))
        if changed and what in DECIDES:
            raise NotApproved(f"case {number} has changed since you saw it: {changed}. Look at it again, then decide")
        return case

    def _told(self, case: Case) -> Answer:
        self.wake()
        if case.state is CaseState.NEEDS_SECOND:
            return Answer(words=f"Case {case.id}: approved by you; the policy asks for a second person too.")
        last = case.verdicts[-1]
        return Answer(words=f"Case {case.id}: {plain(last.action) if last.action else 'left alone'}.")


def in_slack(words: str) -> str:
    """A refusal without what only a terminal knows: options and commands."""
    found = FLAGS.sub("", words).strip()
    return found[:1].upper() + found[1:]
