"""Ladders, ends, marks, approvals, routes and hours that make no sense: the whole of what is then told."""

from tests.bot.policy.spoilt import Spoilt, spoilt

LADDERS: dict[str, Spoilt] = {
    "an unknown ladder": spoilt(
        "ladder: ask_then_hide",
        "ladder: ask_then_hid",
        ("ladder: ask_then_hid", "unknown ladder 'ask_then_hid'; did you mean 'ask_then_hide'?"),
        ("ask_then_hide:", "no behaviour climbs the ladder 'ask_then_hide'; take it out, or use it"),
    ),
    "a severe step beyond the ladder": spoilt(
        "    severe: 3\n",
        "    severe: 9\n",
        ("severe: 9", "severe behaviour starts at step 9, but there are 5; name one of the steps"),
    ),
    "lifting as an answer": spoilt(
        "      - actions: [block, hide]\n",
        "      - actions: [unblock, hide]\n",
        ("unblock", "'unblock' is no answer to behaviour; it is what undo does"),
        ("for_days: 28", "this step restricts nobody's account, so nothing at it has an end; take it out"),
        ("review_days: 14", "this step restricts nobody's account, so nothing at it has an end; take it out"),
    ),
    "a step milder than the one before": spoilt(
        ("      - actions: [block, hide]\n        template: warning\n        for_days: 28\n        review_days: 14\n"),
        "      - actions: [private_warning]\n        template: warning\n",
        ("actions:", "step 4 of 'warn_first' is milder than the one before; put the milder step first"),
    ),
    "something harsher after something milder": spoilt(
        "- actions: [public_warning, private_warning]\n        template: evidence",
        "- actions: [public_warning, hide]\n        template: evidence",
        (
            "hide",
            (
                "'hide' is harsher than 'public_warning' and would never be proposed here; "
                "put the harshest first, or give it a step of its own"
            ),
        ),
    ),
    "an action twice in a step": spoilt(
        "- actions: [public_warning, private_warning]\n        template: evidence",
        "- actions: [public_warning, public_warning]\n        template: evidence",
        ("public_warning", "'public_warning' stands here twice; keep the first"),
    ),
    "a step that leaves nothing where it can't be had": spoilt(
        "      - actions: [block, hide]\n",
        "      - actions: [block]\n",
        ("actions:", "nothing is left of this step where block can't be had; add hide or a warning after it"),
    ),
    "a length of time for a warning": spoilt(
        "        template: identity_request\n",
        "        template: identity_request\n        for_days: 7\n        review_days: 3\n",
        ("for_days: 7", "this step restricts nobody's account, so nothing at it has an end; take it out"),
        ("review_days: 3", "this step restricts nobody's account, so nothing at it has an end; take it out"),
    ),
    "a review after the step's end": spoilt(
        "        review_days: 14\n",
        "        review_days: 60\n",
        ("review_days: 60", "the review would come after the end; say 28 or less"),
    ),
    "a review after the usual end": spoilt(
        "        for_days: 28\n        review_days: 14\n",
        "        review_days: 30\n",
        ("review_days: 30", "the review would come after the end; say 28 or less"),
    ),
    "authorities before the last step": spoilt(
        "        formal: [limited_contact]\n",
        "        formal: [limited_contact, notify_authorities]\n",
        (
            "formal:",
            ("authorities are told in exceptional circumstances only (policy 10.1); name it at the last step only"),
        ),
    ),
    "a restriction without an end": spoilt(
        "  mute: {for_days: 28, review_days: 14}\n",
        "",
        ("restrictions:", "no end for 'mute'; add 'mute: {for_days: 28, review_days: 14}'"),
    ),
    "an end for what restricts nobody": spoilt(
        "  mute: {for_days: 28",
        "  hide: {for_days: 1, review_days: 1}\n  mute: {for_days: 28",
        ("hide:", "'hide' restricts nobody's account; take it out"),
    ),
    "a review after the end": spoilt(
        "  mute: {for_days: 28, review_days: 14}",
        "  mute: {for_days: 28, review_days: 29}",
        ("review_days: 29", "the review would come after the end; say 28 or less"),
    ),
    "marks that count in full for too long": spoilt(
        "  full_months: 6",
        "  full_months: 18",
        ("full_months: 18", "counts in full for 18 months, but not at all after 12; say 12 or less"),
    ),
    "marks that shrink with severity": spoilt(
        "3: 100,", "3: 80,", ("3: 80", "severity 3 counts for 80 percent, what is less grave for 100; say 100 or more")
    ),
    "marks that weigh more than what the file leaves out": spoilt(
        "{1: 50, 2: 100, 3: 100, 4: 150, 5: 200}",
        "{2: 150}",
        ("percent_by_severity:", "severity 3 counts for 100 percent, what is less grave for 150; say 150 or more"),
    ),
    "marks that count for nothing": spoilt(
        "{1: 50, 2: 100,",
        "{1: 0, 2: 100,",
        (
            "severity: 1",
            (
                "severity 1 counts for nothing, so 'remind_first' would never be climbed; "
                "raise it under marks, or give the ladder one step"
            ),
        ),
        (
            "severity: 1",
            (
                "severity 1 counts for nothing, so 'remind_first' would never be climbed; "
                "raise it under marks, or give the ladder one step"
            ),
        ),
        (
            "severity: 1",
            (
                "severity 1 counts for nothing, so 'remind_first' would never be climbed; "
                "raise it under marks, or give the ladder one step"
            ),
        ),
        (
            "severity: 1",
            (
                "severity 1 counts for nothing, so 'ask_again' would never be climbed; "
                "raise it under marks, or give the ladder one step"
            ),
        ),
    ),
    "one person for a block": spoilt(
        "  block: 2", "  block: 1", ("block: 1", "a block needs two people; say 'block: 2' or more")
    ),
    "a role but one person for a block": spoilt(
        "  block: 2",
        "  block: {people: 1, one_of: executive}",
        ("block:", "a block needs two people; say 'block: 2' or more"),
    ),
    "no number of people for an action": spoilt(
        "  mute: 1\n", "", ("approvals:", "no number of people for 'mute'; add 'mute: 1'")
    ),
    "a missing rule": spoilt(
        "  - behaviour: contact_volume\n",
        "  - behaviour: duplicate_content\n    name: volume\n    when: {office_hours: false}\n",
        ("behaviours:", "no rule for the behaviour 'contact_volume'; add one, with its clause"),
        (
            "behaviour: duplicate_content",
            (
                "'volume' can never decide: 'duplicate_content' above it takes all that it would; "
                "put this one first, or take it out"
            ),
        ),
    ),
    "a ladder that nobody climbs": spoilt(
        "    ladder: ask_again\n",
        "    ladder: remind_first\n",
        ("ask_again:", "no behaviour climbs the ladder 'ask_again'; take it out, or use it"),
    ),
    "a missing route": spoilt(
        (
            "  safeguarding:\n"
            "    title: Somebody at risk, or in acute distress\n"
            "    source: Care Act 2014; policy 3.1\n"
            "    route: Safeguarding lead\n"
            "    within_minutes: 10\n"
            "    template: safeguarding_reply\n"
        ),
        "",
        ("protections:", "no route for the protected signal 'safeguarding'; say who helps, and how soon"),
        ("Safeguarding lead:", "nothing goes to the channel 'Safeguarding lead'; take it out, or use it"),
        ("safeguarding_reply:", "the template 'safeguarding_reply' is never used; take it out, or use it"),
    ),
    "an unknown channel": spoilt(
        "    route: Complaints team",
        "    route: Complaint team",
        ("route: Complaint team", "unknown channel 'Complaint team'; did you mean 'Complaints team'?"),
        ("Complaints team:", "nothing goes to the channel 'Complaints team'; take it out, or use it"),
    ),
    "help that comes too late": spoilt(
        "    within_minutes: 10\n    template: safeguarding_reply",
        "    within_minutes: 240\n    template: safeguarding_reply",
        ("within_minutes: 240", "240 minutes are too long for 'safeguarding'; say 60 or less"),
    ),
    "a time zone that there is not": spoilt(
        "timezone: Europe/London",
        "timezone: Europe/Derby",
        ("timezone: Europe/Derby", "unknown time zone 'Europe/Derby'; say Europe/London"),
    ),
    "an office that closes before it opens": spoilt(
        'opens: "09:00"',
        'opens: "18:00"',
        ('closes: "17:00"', "the office closes at 17:00 and opens only at 18:00; look at both times"),
    ),
    "an office that never opens": spoilt(
        "open_days: [monday, tuesday, wednesday, thursday, friday]",
        "open_days: []",
        ("open_days:", "the office is open on no day; name one at least"),
    ),
    "a closed day that doesn't exist": spoilt(
        "closed_on: []",
        'closed_on: ["2026-12-25", "2027-02-29"]',
        ('"2027-02-29"', "'2027-02-29' is no day of the calendar; write it like \"2026-12-24\""),
    ),
}
