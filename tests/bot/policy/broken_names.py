"""Names and words that the policy language does not know: the whole of what is then told."""

from bot.model import ActionKind, Behaviour, FormalAction
from tests.bot.policy.spoilt import Spoilt, in_a_rule, spoilt

UNKNOWN: dict[str, Spoilt] = {
    "an unknown behaviour": spoilt(
        "behaviour: threat\n",
        "behaviour: thret\n",
        ("behaviour: thret", "unknown behaviour 'thret'; did you mean 'threat'?"),
    ),
    "a behaviour like no other": spoilt(
        "behaviour: threat\n",
        "behaviour: zzzzz\n",
        ("behaviour: zzzzz", "unknown behaviour 'zzzzz'; one of: " + ", ".join(Behaviour)),
    ),
    "a behaviour that is a list": spoilt(
        "behaviour: threat\n",
        "behaviour: [threat]\n",
        ("behaviour:", "behaviours.behaviour should be a single word; one of: " + ", ".join(Behaviour)),
    ),
    "an unknown action": spoilt(
        "- actions: [public_warning, private_warning]\n        template: friendly_reminder",
        "- actions: [public_warnin, private_warning]\n        template: friendly_reminder",
        ("public_warnin", "unknown action 'public_warnin'; did you mean 'public_warning'?"),
    ),
    "an action like no other": spoilt(
        "- actions: [public_warning, private_warning]\n        template: friendly_reminder",
        "- actions: [shout, private_warning]\n        template: friendly_reminder",
        ("shout", "unknown action 'shout'; one of: " + ", ".join(ActionKind)),
    ),
    "an unknown action to approve": spoilt(
        "  mute: 1\n", "  mutes: 1\n", ("mutes: 1", "unknown action 'mutes'; did you mean 'mute'?")
    ),
    "an unknown name at the top": spoilt(
        "staff_names: []", "staff_nams: []", ("staff_nams:", "unknown name 'staff_nams'; did you mean 'staff_names'?")
    ),
    "an unknown name at the top like no other": spoilt(
        "staff_names: []", "budget: 12", ("budget: 12", "unknown name 'budget'; take it out, or see the example")
    ),
    "an unknown name in a rule": in_a_rule(
        "at_lest: 0.8", ("at_lest: 0.8", "unknown name 'at_lest'; did you mean 'at_least'?")
    ),
    "an unknown name in a condition": in_a_rule(
        "when: {platform: [x]}", ("platform:", "unknown name 'platform'; did you mean 'platforms'?")
    ),
    "an unknown name in a condition's figure": in_a_rule(
        "when: {upheld: {at_least: 2, month: 6}}", ("month: 6", "unknown name 'month'; did you mean 'months'?")
    ),
    "an unknown name in a step": spoilt(
        "        for_days: 28\n",
        "        for_day: 28\n",
        ("for_day: 28", "unknown name 'for_day'; did you mean 'for_days'?"),
    ),
    "an unknown name in a ladder": spoilt(
        "    severe: 3\n", "    sever: 3\n", ("sever: 3", "unknown name 'sever'; did you mean 'severe'?")
    ),
    "a name in the wrong place": in_a_rule(
        "review_days: 14", ("review_days: 14", "'review_days' has no place here; take it out, or see the example")
    ),
    "a name in the wrong small place": spoilt(
        "hold:\n",
        "hold:\n  severity: 3\n",
        ("severity: 3", "'severity' has no place here; take it out; here may stand: switched_on, hours"),
    ),
    "an unknown name in the appeals": spoilt(
        "  reviewed_by: a member of the Executive Team\n",
        "  reviewd_by: a member of the Executive Team\n",
        ("reviewd_by: a member of the Ex", "unknown name 'reviewd_by'; did you mean 'reviewed_by'?"),
    ),
    "an unknown name in a contact": spoilt(
        '    is: "116 123"\n',
        '    is: "116 123"\n    colour: blue\n',
        ("colour: blue", "unknown name 'colour'; take it out; here may stand: is, verified_on"),
    ),
    "an unknown state": spoilt(
        "    state: live\n", "    state: lve\n", ("state: lve", "unknown state 'lve'; did you mean 'live'?")
    ),
    "a state that is a bare on": spoilt(
        "    state: live\n",
        "    state: on\n",
        ("state: on", "behaviours.state should be a single word, not a bare yes; one of: draft, shadow, review, live"),
    ),
    "a state left empty": spoilt(
        "    state: live\n",
        "    state:\n",
        ("state:", "behaviours.state is empty; one of: draft, shadow, review, live"),
    ),
    "an unknown kind of interaction": in_a_rule(
        "when: {kinds: [coment]}", ("coment", "unknown kind of interaction 'coment'; did you mean 'comment'?")
    ),
    "an unknown platform in a condition": in_a_rule(
        "unless: {platforms: [facebok]}", ("facebok", "unknown platform 'facebok'; did you mean 'facebook'?")
    ),
    "a platform that we do not speak": in_a_rule(
        "unless: {platforms: [tiktok]}", ("tiktok", "unknown platform 'tiktok'; one of: facebook, instagram, x")
    ),
    "an unknown platform in a template": spoilt(
        "    on:\n      x: >-\n        We're sorry",
        "    on:\n      twitter: >-\n        We're sorry",
        ("twitter: >-", "unknown platform 'twitter'; one of: facebook, instagram, x"),
    ),
    "an unknown platform in the limits": spoilt(
        "{facebook: 120, instagram: 60, x: 60}",
        "{facebook: 120, instgram: 60, x: 60}",
        ("instgram: 60", "unknown platform 'instgram'; did you mean 'instagram'?"),
    ),
    "an unknown identity": in_a_rule(
        "when: {identity: [verifid]}", ("verifid", "unknown identity 'verifid'; did you mean 'verified'?")
    ),
    "an unknown formal action": spoilt(
        "formal: [written_warning, single_point_of_contact]",
        "formal: [written_warnings, eviction]",
        ("written_warnings", "unknown formal action 'written_warnings'; did you mean 'written_warning'?"),
        ("eviction", "unknown formal action 'eviction'; one of: " + ", ".join(FormalAction)),
    ),
    "an unknown role": spoilt(
        "  block: 2",
        "  block: {people: 2, one_of: boss}",
        ("one_of: boss", "unknown role 'boss'; one of: officer, manager, executive"),
    ),
    "an unknown weekday": spoilt(
        "[monday, tuesday, wednesday, thursday, friday]",
        "[monday, tusday, wednesday, thursday, friday]",
        ("tusday", "unknown weekday 'tusday'; did you mean 'tuesday'?"),
    ),
    "an unknown protected signal": spoilt(
        "  complaint:\n    title: Dissatisfied",
        "  complaints:\n    title: Dissatisfied",
        ("complaints:", "unknown protected signal 'complaints'; did you mean 'complaint'?"),
    ),
    "a name that must be there, misspelt": spoilt(
        "    title: A threat", "    titel: A threat", ("titel:", "unknown name 'titel'; did you mean 'title'?")
    ),
    "a part that must be there, misspelt": spoilt(
        "channels:\n", "chanels:\n", ("chanels:", "unknown name 'chanels'; did you mean 'channels'?")
    ),
    "a part left out": spoilt("wording:\n", "# wording:\n", ("title:", "wording is missing; add it")).also(
        "  reply: help_reply\n  public_warning: friendly_reminder\n  private_warning: warning\n", ""
    ),
}
