"""Templates that must not be sent as they are: the whole of what is then told."""

from tests.bot.policy.spoilt import Spoilt, spoilt

WORDS: dict[str, Spoilt] = {
    "an unknown template": spoilt(
        "  reply: help_reply",
        "  reply: help_replay",
        ("reply: help_replay", "unknown template 'help_replay'; did you mean 'help_reply'?"),
        ("help_reply:", "the template 'help_reply' is never used; take it out, or use it"),
    ),
    "an unknown template in a step": spoilt(
        "        template: evidence\n",
        "        template: evidense\n",
        ("template: evidense", "unknown template 'evidense'; did you mean 'evidence'?"),
    ),
    "an unknown template in a notice": spoilt(
        "  hide: hide_notice",
        "  hide: hide_note",
        ("hide: hide_note", "unknown template 'hide_note'; did you mean 'hide_notice'?"),
    ),
    "an unused template": spoilt(
        "  help_reply:\n",
        "  spare:\n    text: Thank you.\n  help_reply:\n",
        ("spare:", "the template 'spare' is never used; take it out, or use it"),
    ),
    "no words for an action that has some": spoilt(
        "  private_warning: warning\n\n", "\n", ("wording:", "no standard words for 'private_warning'; name a template")
    ),
    "words for what says nothing": spoilt(
        "  reply: help_reply",
        "  reply: help_reply\n  hide: help_reply",
        ("hide: help_reply", "'hide' says nothing to anybody; take it out"),
    ),
    "an unknown placeholder": spoilt(
        "Please ring us now on {repairs_phone}",
        "Please ring us now on {repair_phone}",
        ("text: >-", "unknown placeholder {repair_phone}; did you mean 'repairs_phone'?"),
    ),
    "a fact about the person": spoilt(
        "Thank you for getting in touch.",
        "Thank you, {tenant_name}.",
        (
            "text: >-",
            (
                "unknown placeholder {tenant_name}; templates hold no fact about anybody, only: "
                "organisation, appeal_days, appeal_answer_days, appeal_to, appeal_reviewer, "
                "repairs_phone, gas_phone, samaritans_phone"
            ),
        ),
    ),
    "an unknown placeholder in easy read": spoilt(
        "still ring us on {repairs_phone}",
        "still ring us on {repairs_fone}",
        ("easy_read: >-", "unknown placeholder {repairs_fone}; did you mean 'repairs_phone'?"),
    ),
    "a curly bracket left open": spoilt(
        "Please ring us now on {repairs_phone}",
        "Please ring us now on {repairs_phone} {",
        ("text: >-", "a curly bracket is open or shut without the other; write a placeholder as {name}"),
    ),
    "a contact that nobody is told": spoilt(
        "  gas_phone:\n",
        '  spare:\n    is: "1"\n    verified_on: "2026-11-02"\n  gas_phone:\n',
        ("spare:", "no template names the contact 'spare'; take it out, or use it"),
    ),
    "a day on which nobody could have looked": spoilt(
        '    is: "0800 111 999"\n    verified_on: "2026-11-02"',
        '    is: "0800 111 999"\n    verified_on: "2026-11-31"',
        ('verified_on: "2026-11-31"', "'2026-11-31' is no day of the calendar; write it like \"2026-11-02\""),
    ),
    "words too long for every platform": spoilt(
        "  help_reply:\n    text",
        "  spare:\n    on: {x: Short}\n    text: " + "a" * 2001 + "\n  help_reply:\n    text",
        ("text: a", "'spare' has 2001 characters; Facebook takes 2000; shorten it, or give shorter words under 'on'"),
        ("text: a", "'spare' has 2001 characters; Instagram takes 1000; shorten it, or give shorter words under 'on'"),
    ).also("        template: evidence\n", "        template: spare\n"),
    "words too long for X": spoilt(
        "  help_reply:\n    text",
        "  spare:\n    text: " + "a" * 281 + "\n  help_reply:\n    text",
        ("text: a", "'spare' has 281 characters; X takes 280; shorten it, or give shorter words under 'on'"),
    ).also("        template: evidence\n", "        template: spare\n"),
    "words for X that are too long": spoilt(
        "  help_reply:\n    text",
        "  spare:\n    text: Short\n    on: {x: " + "a" * 281 + "}\n  help_reply:\n    text",
        ("x: a", "'spare' has 281 characters; X takes 280; shorten it, or give shorter words under 'on'"),
    ).also("        template: evidence\n", "        template: spare\n"),
    "words in private that are too long": spoilt(
        "  help_reply:\n    text",
        "  spare:\n    text: " + "a" * 1001 + "\n  help_reply:\n    text",
        ("text: a", "'spare' has 1001 characters; Instagram takes 1000; shorten it, or give shorter words under 'on'"),
    ).also("  hide: hide_notice", "  hide: spare"),
    "words in easy read that are too long": spoilt(
        "  help_reply:\n    text",
        "  spare:\n    text: Short\n    easy_read: " + "a" * 1001 + "\n  help_reply:\n    text",
        ("easy_read: a", "'spare' has 1001 characters in easy_read; 1000 are the most; shorten it"),
    ).also("        template: evidence\n", "        template: spare\n"),
    "words in Polish that are too long": spoilt(
        "  help_reply:\n    text",
        "  spare:\n    text: Short\n    languages: {pl: " + "a" * 1001 + "}\n  help_reply:\n    text",
        ("pl: a", "'spare' has 1001 characters in pl; 1000 are the most; shorten it"),
    ).also("        template: evidence\n", "        template: spare\n"),
    "a link for X": spoilt(
        "Please message us privately with your name and how best to reach you.",
        "See https://example.org/complain for what happens next.",
        ("x: >-", "'complaint_offer' holds a link; X charges for those; give words without one under 'on: x:'"),
    ),
    "an address that X makes a link of": spoilt(
        "Please message us privately with your name and how best to reach you.",
        "See www.example.org or housing-ombudsman.org.uk.",
        ("x: >-", "'complaint_offer' holds a link; X charges for those; give words without one under 'on: x:'"),
    ),
    "a link in words for every platform": spoilt(
        "Thank you for getting in touch.",
        "See derbyhomes.example.org.uk/help.",
        ("text: >-", "'help_reply' holds a link; X charges for those; give words without one under 'on: x:'"),
    ),
    "the informal complaint": spoilt(
        "log this as a complaint?\n      Please send",
        "log this as an informal\n      complaint? Please send",
        (
            "text: >-",
            (
                "'complaint_offer' says 'informal complaint'; the Complaint Handling Code knows no such stage; "
                "say 'complaint'"
            ),
        ),
    ),
    "stage 0": spoilt(
        "log this as a complaint?\n      Please send",
        "log this at stage 0?\n      Please send",
        (
            "text: >-",
            (
                "'complaint_offer' says 'stage 0'; the Complaint Handling Code knows no such stage; "
                "it has stage 1 and stage 2"
            ),
        ),
    ),
    "the Ombudsman's old address": spoilt(
        "Thank you for getting in touch.",
        "Write to info@housing-ombudsman.org.uk.",
        (
            "text: >-",
            (
                "'help_reply' says 'info@housing-ombudsman'; the Ombudsman takes no new cases by e-mail; "
                "name the web form or the telephone"
            ),
        ),
    ),
    "an MP to go through": spoilt(
        "Thank you for getting in touch.",
        "Please go through a Designated Person.",
        (
            "text: >-",
            (
                "'help_reply' says 'designated person'; nobody need go through one since 2022; "
                "the Ombudsman can be reached at any time"
            ),
        ),
    ),
    "a fact about a tenancy": spoilt(
        "Thank you for getting in touch.",
        "Thank you. This is about your arrears.",
        ("text: >-", "'help_reply' says 'your arrears'; a fact about a tenancy is never said in public"),
    ),
    "a restriction said to be for ever": spoilt(
        "For now you can't write",
        "You can permanently not write",
        (
            "text: >-",
            (
                "'block_notice' says 'permanently'; every restriction has an end and a review (policy 10.4); "
                "say until when"
            ),
        ),
    ),
    "words that hold none": spoilt(
        "    easy_read: >-\n      Thank you for writing. We want to help.",
        '    languages: {pl: "  "}\n    easy_read: >-\n      Thank you for writing. We want to help.',
        ('pl: "  "', "'help_reply' holds no words; write them, or take it out"),
    ),
    "several mistakes in one rule": spoilt(
        "    state: live\n    ladder: straight_to_hiding\n    severity: 5\n",
        (
            "    state: lve\n"
            "    ladder: straight_to_hidin\n"
            "    severity: 7\n"
            "    at_lest: 0.8\n"
            "    detectors: {treat: 0.8}\n"
            '    words: ["k*"]\n'
            "    patterns: ['(']\n"
            "    when: {platforms: [facebok], topics: [rents]}\n"
        ),
        ("4.2", "behaviours.clauses should be words, not 4.2; put it in quotes"),
        ('"13.1"', "the policy has no clause '13.1'; see docs/clauses.md"),
        ("state: lve", "unknown state 'lve'; did you mean 'live'?"),
        ("ladder: straight_to_hidin", "unknown ladder 'straight_to_hidin'; did you mean 'straight_to_hiding'?"),
        ("severity: 7", "behaviours.severity should be at most 5, not 7"),
        ("at_lest: 0.8", "unknown name 'at_lest'; did you mean 'at_least'?"),
        ("treat: 0.8", "unknown detector 'treat'; did you mean 'threat'?"),
        ('"k*"', "'k*' is too wide; put at least 3 letters before the *"),
        ("'('", "the pattern can't be read: missing ): (; mend it, or list words instead"),
        ("facebok", "unknown platform 'facebok'; did you mean 'facebook'?"),
        ("rents", "unknown topic 'rents'; add it under 'topics'"),
    ).also('clauses: ["4.2", "4.6"]', 'clauses: [4.2, "13.1"]'),
}
