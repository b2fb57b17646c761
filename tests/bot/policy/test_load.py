"""A policy file that cannot be used is told everything at once: the line, the likely word, what to do."""

from pathlib import Path

import pytest

from bot.errors import PolicyInvalid
from bot.model import ActionKind, Behaviour, PlatformName, Protected
from bot.policy.load import load_policy

SHIPPED = Path(__file__).parents[3] / "policies.yaml"


def test_the_shipped_policy_maps_every_behaviour_and_signal() -> None:
    policy = load_policy(SHIPPED)
    assert {rule.behaviour for rule in policy.behaviours} == set(Behaviour)
    assert set(policy.protections) == set(Protected)
    assert policy.approvals[ActionKind.BLOCK] == 2
    assert policy.version.startswith("sha256:")
    assert all(rule.clauses for rule in policy.behaviours)


def test_contacts_and_the_organisation_are_filled_in() -> None:
    policy = load_policy(SHIPPED)
    reply = policy.templates["emergency_reply"].words(PlatformName.FACEBOOK)
    assert "01332 888777" in reply
    assert "{" not in "".join(t.words(p) for t in policy.templates.values() for p in PlatformName)


# what is replaced by what, and the whole of what is then told
BROKEN = {
    "an unknown behaviour": (
        "behaviour: threat\n",
        "behaviour: thret\n",
        ["unknown behaviour 'thret'; did you mean 'threat'?"],
    ),
    "an unknown action": (
        "- actions: [public_warning, private_warning]\n        template: friendly_reminder",
        "- actions: [public_warnin, private_warning]\n        template: friendly_reminder",
        ["unknown action 'public_warnin'; did you mean 'public_warning'?"] * 1,
    ),
    "an unknown name": (
        "ladder_months: 12",
        "ladder_month: 12",
        ["unknown name 'ladder_month'; did you mean 'ladder_months'?"],
    ),
    "an unknown ladder": (
        "ladder: ask_then_hide",
        "ladder: ask_then_hid",
        [
            "unknown ladder 'ask_then_hid'; did you mean 'ask_then_hide'?",
            "no behaviour climbs the ladder 'ask_then_hide'; take it out, or use it",
        ],
    ),
    "an unknown template": (
        "  reply: help_reply",
        "  reply: help_replay",
        [
            "unknown template 'help_replay'; did you mean 'help_reply'?",
            "the template 'help_reply' is never used; take it out, or use it",
        ],
    ),
    "a clause that is no clause": (
        'clauses: ["4.2", "4.6"]',
        'clauses: ["4.2", "four"]',
        [r"behaviours.0.clauses.1: string should match pattern '^\d{1,2}\.\d{1,2}$' (it is 'four')"],
    ),
    "a behaviour twice": (
        "  - behaviour: private_info\n",
        "  - behaviour: threat\n",
        [
            "no rule for the behaviour 'private_info'; add one, with its clause",
            "a second rule for 'threat' can never match; keep the first",
        ],
    ),
    "a severe step beyond the ladder": (
        "    severe: 3\n",
        "    severe: 9\n",
        ["severe behaviour starts at step 9, but there are 4; name one of the steps"],
    ),
    "lifting as an answer": (
        "- actions: [block, hide]\n        template: warning\n\n  ask_then_hide",
        "- actions: [unblock, hide]\n        template: warning\n\n  ask_then_hide",
        ["'unblock' is no answer to behaviour; it is what undo does"],
    ),
    "one person for a block": (
        "  block: 2",
        "  block: 1",
        ["a block needs two people; say 'block: 2' or more under approvals"],
    ),
    "an unknown placeholder": (
        "Please ring us now on {repairs_phone}",
        "Please ring us now on {repair_phone}",
        ["unknown placeholder {repair_phone}; did you mean 'repairs_phone'?"],
    ),
    "a fact about the person": (
        "Thank you for getting in touch.",
        "Thank you, {tenant_name}.",
        ["unknown placeholder {tenant_name}; one of: organisation, repairs_phone, gas_phone"],
    ),
    "words too long for X": (
        "or limit how you can contact us on this page.",
        "or limit how you can contact us on this page." + " Please." * 400,
        [
            "'warning' has 3654 characters on facebook; it takes 2000; shorten it, or give shorter words under 'on'",
            "'warning' has 3654 characters on instagram; it takes 1000; shorten it, or give shorter words under 'on'",
        ],
    ),
    "a link for X": (
        "Please message us privately with your name and how best to reach you.",
        "See https://example.org/complain for what happens next.",
        ["'complaint_offer' holds a link; X charges for it; give words without a link under 'on: x:'"],
    ),
    "the informal complaint": (
        "Would you like us to log this as a complaint?\n      Please send",
        "Would you like us to log this as an informal complaint?\n      Please send",
        ["says 'informal complaint'; the Complaint Handling Code knows no such stage; say 'complaint'"],
    ),
    "too sure": (
        "severity: 5\n\n  - behaviour: private_info",
        "severity: 5\n    at_least: 1.5\n\n  - behaviour: private_info",
        ["behaviours.0.at_least: input should be less than or equal to 1 (it is 1.5)"],
    ),
    "a name twice": (
        "organisation: Derby Homes",
        "organisation: Derby Homes\ntitle: Again",
        ["'title' is given twice; keep one of them"],
    ),
    "an anchor": (
        "staff_names: []",
        "staff_names: &names []",
        ["uses an anchor or alias (& or *); write the values out"],
    ),
    "a tag": (
        "staff_names: []",
        "staff_names: !!python/name:os.system []",
        ["has the tag " + "'tag:yaml.org,2002:python/name:os.system'" + "; write a plain value"],
    ),
    "a tab": (
        "volume:\n  contacts: 8",
        "volume:\n\tcontacts: 8",
        ["holds a tab; YAML wants spaces; check spaces, colons and quotes just before this"],
    ),
    "a quote left open": (
        "staff_names: []",
        'staff_names: ["Jo]',
        [
            "is not readable YAML here: expected ',' or ']', but got '<scalar>'; "
            "check spaces, colons and quotes just before this"
        ],
    ),
    "a signal without a route": (
        "  complaint:\n    title: Dissatisfied",
        "  complaints:\n    title: Dissatisfied",
        ["unknown protected signal 'complaints'; did you mean 'complaint'?"],
    ),
    "a missing part": ("title: Unacceptable behaviour policy\n", "", ["title is missing; add it"]),
    "words for what says nothing": (
        "  reply: help_reply",
        "  reply: help_reply\n  hide: help_reply",
        ["'hide' says nothing to anybody; take it out"],
    ),
    "an unverified contact": (
        '    is: "0800 111 999"\n    verified_on: "2026-11-02"',
        '    is: "0800 111 999"',
        ["contacts.gas_phone.verified_on is missing; add it"],
    ),
    "a huge number": (
        "ladder_months: 12",
        "ladder_months: 999999999999999999999999",
        ["ladder_months: input should be less than or equal to 36 (it is 999999999999999999999999)"],
    ),
    "a list for a word": (
        "organisation: Derby Homes",
        "organisation: [Derby, Homes]",
        ["organisation: input should be a valid string"],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_told_whole(name: str, tmp_path: Path) -> None:
    was, becomes, messages = BROKEN[name]
    text = SHIPPED.read_text(encoding="utf-8")
    assert text.count(was) >= 1
    file = tmp_path / "policies.yaml"
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(PolicyInvalid) as told:
        load_policy(file)
    lines = str(told.value).split("\n")
    assert [line.split(": ", 1)[1] for line in lines] == messages
    assert all(line.startswith("policies.yaml:") for line in lines)


def test_the_line_is_the_right_one(tmp_path: Path) -> None:
    file = tmp_path / "policies.yaml"
    file.write_text(
        SHIPPED.read_text(encoding="utf-8").replace("behaviour: abuse", "behaviour: abuze"), encoding="utf-8"
    )
    line = 1 + file.read_text(encoding="utf-8").split("\n").index("  - behaviour: abuze")
    with pytest.raises(PolicyInvalid) as told:
        load_policy(file)
    assert str(told.value) == f"policies.yaml:{line}: unknown behaviour 'abuze'; did you mean 'abuse'?"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "policies.yaml: is empty; start from the example"),
        (b"title: \xff\xfe", "policies.yaml:1: is not UTF-8 text; save it with the encoding UTF-8"),
        (b"a" * 1_000_001, "policies.yaml: has 1,000,001 bytes; 1,000,000 are allowed; is it the right file?"),
        (
            b"[" * 5000 + b"]" * 5000,
            "policies.yaml: is not readable YAML; characters that can't be seen, or nesting without end",
        ),
        (b"- 1\n- 2\n", "policies.yaml:1: the file: input should be a valid dictionary or instance of PolicyShape"),
    ],
)
def test_files_that_are_no_policy_at_all(content: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / "policies.yaml"
    file.write_bytes(content)
    with pytest.raises(PolicyInvalid) as told:
        load_policy(file)
    assert str(told.value) == message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalid, match=r"cannot be read \(No such file or directory\)"):
        load_policy(tmp_path / "policies.yaml")
