"""Values of the wrong kind, and files that are no proper YAML: the whole of what is then told."""

from tests.bot.policy.spoilt import Spoilt, in_a_rule, spoilt

UNFIT: dict[str, Spoilt] = {
    "a language that is not two letters": in_a_rule(
        "when: {languages: [polish]}",
        (
            "polish",
            (
                "behaviours.when.languages isn't written as it should be: 'polish'; "
                'write a language by its two letters, like "pl"'
            ),
        ),
    ),
    "a template in a language that is not two letters": spoilt(
        "  help_reply:\n    text",
        "  help_reply:\n    languages: {polish: Prosimy}\n    text",
        (
            "polish: Prosimy",
            (
                "the name 'polish' under templates.help_reply.languages isn't written as it should be; "
                'write a language by its two letters, like "pl"'
            ),
        ),
    ),
    "nobody for a block": spoilt(
        "  block: 2", "  block: 0", ("block: 0", "approvals.block should be at least 1, not 0")
    ),
    "a number of people in words": spoilt(
        "  block: 2", "  block: two", ("block: two", "approvals.block should be a whole number, not 'two'")
    ),
    "no number of people at all": spoilt(
        "  block: 2", "  block:", ("block:", "approvals.block is empty; give it a value")
    ),
    "a role without a number": spoilt(
        "  block: 2", "  block: {one_of: manager}", ("block:", "approvals.block.people is missing; add it")
    ),
    "a list that is a word": spoilt(
        "  scam_links: []",
        "  scam_links: evil.example",
        (
            "scam_links: evil.example",
            "lists.scam_links should be a list, not 'evil.example'; write it as [one, another]",
        ),
    ),
    "a phrase that is a number": spoilt(
        "lists:\n",
        "lists:\n  figures: [wanker, 1312]\n",
        ("1312", "lists.figures should be words, not 1312; put it in quotes"),
    ),
    "a topic without words": spoilt(
        "topics: {}", "topics: {rents: []}", ("rents:", "topics.rents is empty; give at least one")
    ),
    "a list with a file elsewhere": spoilt(
        "  staff_data: []",
        "  staff_data: {file: ../staff.txt}",
        (
            "file: ../staff.txt",
            (
                "lists.staff_data.file isn't written as it should be: '../staff.txt'; "
                "name a .txt file beside this one, like lists/links.txt"
            ),
        ),
    ),
    "a clause that is no clause": spoilt(
        'clauses: ["4.2", "4.6"]',
        'clauses: ["4.2", "four"]',
        (
            '"four"',
            ("behaviours.clauses isn't written as it should be: 'four'; write each clause like \"4.2\", in quotes"),
        ),
    ),
    "a clause without quotes": spoilt(
        'clauses: ["4.2", "4.6"]',
        'clauses: [4.2, "4.6"]',
        ("4.2", "behaviours.clauses should be words, not 4.2; put it in quotes"),
    ),
    "a clause without a list": spoilt(
        'clauses: ["4.2", "4.6"]',
        'clauses: "4.2"',
        ('clauses: "4.2"', "behaviours.clauses should be a list, not '4.2'; write it as [one, another]"),
    ),
    "no clause": spoilt(
        'clauses: ["4.2", "4.6"]',
        "clauses: []",
        ("clauses:", 'behaviours.clauses is empty; write each clause like "4.2", in quotes'),
    ),
    "too sure": in_a_rule("at_least: 1.5", ("at_least: 1.5", "behaviours.at_least should be at most 1, not 1.5")),
    "sure of nothing": in_a_rule("at_least: 0", ("at_least: 0", "behaviours.at_least should be more than 0, not 0")),
    "a detector that is too sure": in_a_rule(
        "detectors: {threat: 80}", ("threat: 80", "behaviours.detectors.threat should be at most 1, not 80")
    ),
    "a confidence in words": in_a_rule(
        "at_least: high", ("at_least: high", "behaviours.at_least should be a number, not 'high'")
    ),
    "graver than grave": spoilt(
        "    severity: 5\n", "    severity: 6\n", ("severity: 6", "behaviours.severity should be at most 5, not 6")
    ),
    "a name with spaces": in_a_rule(
        "name: Night threats",
        (
            "name: Night threats",
            (
                "behaviours.name isn't written as it should be: 'Night threats'; "
                "write it in small letters with _ between words"
            ),
        ),
    ),
    "a title left empty": spoilt(
        "title: Unacceptable behaviour policy\n", "title:\n", ("title:", "title is empty; give it a value")
    ),
    "a title that is a bare yes": spoilt(
        "title: Unacceptable behaviour policy\n",
        "title: yes\n",
        ("title: yes", "title should be words, not a bare yes; put it in quotes"),
    ),
    "a missing title": spoilt(
        "title: Unacceptable behaviour policy\n", "", ("organisation: Derby Homes", "title is missing; add it")
    ),
    "a missing day of a contact": spoilt(
        '    is: "0800 111 999"\n    verified_on: "2026-11-02"',
        '    is: "0800 111 999"',
        ("gas_phone:", 'contacts.gas_phone.verified_on is missing; write a date like "2026-11-02", in quotes'),
    ),
    "a condition without its figure": in_a_rule(
        "when: {contacts: {minutes: 60}}", ("contacts:", "behaviours.when.contacts.at_least is missing; add it")
    ),
    "a condition in words": in_a_rule(
        "when: at night",
        ("when: at night", "behaviours.when should hold names, each with a value, not 'at night'; see the example"),
    ),
    "a yes or no in other words": in_a_rule(
        "when: {office_hours: sometimes}",
        ("office_hours: sometimes", "behaviours.when.office_hours should be true or false, not 'sometimes'"),
    ),
    "half a copy": in_a_rule(
        "when: {copies: 2.5}", ("copies: 2.5", "behaviours.when.copies should be a whole number, not 2.5")
    ),
    "a huge number": spoilt(
        "  window_months: 12",
        "  window_months: 999999999999999999999999",
        ("window_months: 999999999999999", "marks.window_months should be at most 36, not 999999999999999999999999"),
    ),
    "a number without an end": spoilt(
        "  window_months: 12",
        "  window_months: .inf",
        ("window_months: .inf", "marks.window_months should be a whole number, not inf"),
    ),
    "a severity that there is not": spoilt(
        "{1: 50, 2: 100,",
        "{0: 50, 2: 100,",
        ("0: 50", "the name '0' under marks.percent_by_severity should be at least 1"),
    ),
    "a severity in words": spoilt(
        "{1: 50, 2: 100,",
        "{one: 50, 2: 100,",
        ("one: 50", "the name 'one' under marks.percent_by_severity should be a whole number"),
    ),
    "a list for a word": spoilt(
        "organisation: Derby Homes",
        "organisation: [Derby, Homes]",
        ("organisation:", "organisation should be words; write a single text"),
    ),
    "a word for a list": spoilt(
        "staff_names: []",
        "staff_names: Karen",
        ("staff_names: Karen", "staff_names should be a list, not 'Karen'; write it as [one, another]"),
    ),
    "an action without a list": spoilt(
        "      - actions: [block, hide]\n",
        "      - actions: block\n",
        (
            "actions: block",
            "ladders.warn_first.steps.actions should be a list, not 'block'; write it as [one, another]",
        ),
    ),
    "a template that is a text": spoilt(
        "  evidence:\n",
        "  evidence: Please show us.\n  proof:\n",
        (
            "evidence:",
            "templates.evidence should hold names, each with a value, not 'Please show us.'; see the example",
        ),
    ),
    "a part that is a word": spoilt(
        "notices:\n",
        "notices: none\nwording_of_notices:\n",
        ("notices: none", "notices should hold names, each with a value, not 'none'; see the example"),
        ("wording_of_notices:", "unknown name 'wording_of_notices'; take it out, or see the example"),
    ),
    "a rule that is a word": spoilt(
        "  - behaviour: private_info\n",
        "  - threats\n  - behaviour: private_info\n",
        ("threats", "an entry of behaviours should hold names, each with a value, not 'threats'; see the example"),
    ),
    "a restriction without a length": spoilt(
        "  mute: {for_days: 28, review_days: 14}\n",
        "  mute: {review_days: 14}\n",
        ("mute:", "restrictions.mute.for_days is missing; add it"),
    ),
    "a restriction for ever": spoilt(
        "  mute: {for_days: 28, review_days: 14}\n",
        "  mute: {for_days: 9999, review_days: 14}\n",
        ("for_days: 9999", "restrictions.mute.for_days should be at most 366, not 9999"),
    ),
    "a time without quotes": spoilt(
        'closes: "17:00"',
        "closes: 17:00",
        ("closes: 17:00", "calendar.closes should be words, not 1020; put it in quotes"),
    ),
    "a time that no clock shows": spoilt(
        'closes: "17:00"',
        'closes: "25:00"',
        (
            'closes: "25:00"',
            "calendar.closes isn't written as it should be: '25:00'; write a time like \"17:00\", in quotes",
        ),
    ),
    "a day in another order": spoilt(
        "closed_on: []",
        'closed_on: ["24.12.2026"]',
        (
            '"24.12.2026"',
            (
                "calendar.closed_on isn't written as it should be: '24.12.2026'; "
                'write each date like "2026-12-24", in quotes'
            ),
        ),
    ),
    "fewer days to appeal than the policy gives": spoilt(
        "  within_working_days: 20",
        "  within_working_days: 5",
        ("within_working_days: 5", "appeals.within_working_days should be at least 20, not 5"),
    ),
    "words that are too long for anything": spoilt(
        "organisation: Derby Homes",
        "organisation: " + "D" * 4001,
        ("organisation: D", "organisation is too long; 4000 characters are the most"),
    ),
    "a name twice": spoilt(
        "organisation: Derby Homes",
        "organisation: Derby Homes\ntitle: Again",
        ("title: Again", "'title' is given twice; keep one of them"),
    ),
    "a name twice in a rule": in_a_rule("severity: 1", ("severity: 1", "'severity' is given twice; keep one of them")),
    "an anchor": spoilt(
        "staff_names: []",
        "staff_names: &names []",
        ("", "uses an anchor or alias (& or *); write the values out, or put them in quotes"),
    ),
    "an alias": spoilt(
        "staff_names: []",
        "staff_names: *names",
        ("", "uses an anchor or alias (& or *); write the values out, or put them in quotes"),
    ),
    "a phrase that starts with a star": in_a_rule(
        "words: [*scum]", ("", "uses an anchor or alias (& or *); write the values out, or put them in quotes")
    ),
    "a tag": spoilt(
        "staff_names: []",
        "staff_names: !!python/name:os.system []",
        ("!!python/name:os.system", "has the tag 'tag:yaml.org,2002:python/name:os.system'; write a plain value"),
    ),
    "a tab": spoilt(
        "volume:\n  contacts: 8",
        "volume:\n\tcontacts: 8",
        ("", "holds a tab; YAML wants spaces; check spaces, colons and quotes just before this"),
    ),
    "a quote left open": spoilt(
        "staff_names: []",
        'staff_names: ["Jo]',
        (
            "",
            (
                "is not readable YAML here: expected ',' or ']', but got '<scalar>'; "
                "check spaces, colons and quotes just before this"
            ),
        ),
    ),
    "a key that is a list": spoilt(
        "staff_names: []", "[staff_names]: []", ("[", "has a key that is not a word; write it as 'name: value'")
    ),
    "nested without need": spoilt(
        "staff_names: []",
        "staff_names: " + "[[" * 25 + "]]" * 25,
        ("", "is nested too deeply; no part of this file needs that"),
    ),
}
