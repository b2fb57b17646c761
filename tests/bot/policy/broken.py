"""One mistake each in the shipped policy: what is replaced by what, and the whole of what is then told."""

from bot.model import Behaviour

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
        ["behaviours.clauses isn't written as it should be: 'four'; write each clause like \"4.2\", in quotes"],
    ),
    "a clause without quotes": (
        'clauses: ["4.2", "4.6"]',
        'clauses: [4.2, "4.6"]',
        ["behaviours.clauses should be words, not 4.2; put it in quotes"],
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
        ["a block needs two people; say 'block: 2' or more"],
    ),
    "an unknown placeholder": (
        "Please ring us now on {repairs_phone}",
        "Please ring us now on {repair_phone}",
        ["unknown placeholder {repair_phone}; did you mean 'repairs_phone'?"],
    ),
    "a fact about the person": (
        "Thank you for getting in touch.",
        "Thank you, {tenant_name}.",
        ["unknown placeholder {tenant_name}; one of: organisation, repairs_phone, gas_phone, samaritans_phone"],
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
        ["behaviours.at_least should be at most 1, not 1.5"],
    ),
    "a name twice": (
        "organisation: Derby Homes",
        "organisation: Derby Homes\ntitle: Again",
        ["'title' is given twice; keep one of them"],
    ),
    "an anchor": (
        "staff_names: []",
        "staff_names: &names []",
        ["uses an anchor or alias (& or *); write the values out, or put them in quotes"],
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
            (
                "is not readable YAML here: expected ',' or ']', but got '<scalar>'; "
                "check spaces, colons and quotes just before this"
            )
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
        ['contacts.gas_phone.verified_on is missing; write a date like "2026-11-02", in quotes'],
    ),
    "a huge number": (
        "ladder_months: 12",
        "ladder_months: 999999999999999999999999",
        ["ladder_months should be at most 36, not 999999999999999999999999"],
    ),
    "a list for a word": (
        "organisation: Derby Homes",
        "organisation: [Derby, Homes]",
        ["organisation should be words; write a single text"],
    ),
    "a step milder than the one before": (
        "      - actions: [block, hide]\n        template: warning\n\n  ask_then_hide",
        "      - actions: [private_warning]\n        template: warning\n\n  ask_then_hide",
        ["step 4 of 'warn_first' is milder than the one before; put the milder step first"],
    ),
    "something harsher after something milder": (
        "- actions: [public_warning, private_warning]\n        template: evidence",
        "- actions: [public_warning, hide]\n        template: evidence",
        [
            (
                "'hide' is harsher than 'public_warning' and would never be proposed here; "
                "put the harshest first, or give it a step of its own"
            )
        ],
    ),
    "an action twice in a step": (
        "- actions: [public_warning, private_warning]\n        template: evidence",
        "- actions: [public_warning, public_warning]\n        template: evidence",
        ["'public_warning' stands here twice; keep the first"],
    ),
    "a step that leaves nothing where it can't be had": (
        "      - actions: [block, hide]\n        template: warning\n\n  ask_then_hide",
        "      - actions: [block]\n        template: warning\n\n  ask_then_hide",
        ["nothing is left of this step where block can't be had; add hide or a warning after it"],
    ),
    "no number of people for an action": (
        "  mute: 1\n",
        "",
        ["no number of people for 'mute'; add 'mute: 1'"],
    ),
    "a curly bracket left open": (
        "Please ring us now on {repairs_phone}",
        "Please ring us now on {repairs_phone} {",
        ["a curly bracket is open or shut without the other; write a placeholder as {name}"],
    ),
    "a day that the calendar doesn't know": (
        '    is: "0800 111 999"\n    verified_on: "2026-11-02"',
        '    is: "0800 111 999"\n    verified_on: "2026-11-31"',
        ["'2026-11-31' is no day of the calendar; write a date like \"2026-11-02\""],
    ),
    "a contact that nobody is told": (
        "  gas_phone:\n",
        '  spare:\n    is: "1"\n    verified_on: "2026-11-02"\n  gas_phone:\n',
        ["no template names the contact 'spare'; take it out, or use it"],
    ),
    "no words for an action that has some": (
        "  private_warning: warning\n\n# Numbers",
        "\n# Numbers",
        ["no template for 'private_warning'; name one"],
    ),
    "the Ombudsman's old address": (
        "Thank you for getting in touch.",
        "Write to info@housing-ombudsman.org.uk.",
        [
            (
                "says 'info@housing-ombudsman'; "
                "the Ombudsman takes no new cases by e-mail; name the web form or the telephone"
            )
        ],
    ),
    "an empty list": (
        'clauses: ["4.2", "4.6"]',
        "clauses: []",
        ['behaviours.clauses is empty; write each clause like "4.2", in quotes'],
    ),
    "a word for a list": (
        "staff_names: []",
        "staff_names: Karen",
        ["staff_names should be a list, not 'Karen'; write it as [one, another]"],
    ),
    "a word like no other": (
        "behaviour: threat\n",
        "behaviour: zzzzz\n",
        ["unknown behaviour 'zzzzz'; one of: " + ", ".join(Behaviour)],
    ),
}
