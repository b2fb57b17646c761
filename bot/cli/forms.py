"""How things look to another program: JSON with the names of the model."""

from typing import Any

from bot.model import Case, Proposal


def case_form(case: Case) -> dict[str, Any]:
    """A case as JSON values; times in ISO 8601, UTC."""
    said, decision = case.interaction, case.decision
    return {
        "case": case.id,
        "state": str(case.state),
        "interaction": str(said.ref),
        "platform": str(said.platform),
        "kind": str(said.kind),
        "author": said.author.shown if said.author else None,
        "text": said.text,
        "url": said.url,
        "posted_at": said.posted_at.isoformat(),
        "version": case.version,
        "gone_at": case.gone_at.isoformat() if case.gone_at else None,
        "behaviours": [str(b) for b in decision.behaviours],
        "protect": [str(p) for p in case.protected],
        "clause": decision.clause,
        "step": decision.step,
        "because": decision.because,
        "proposal": proposal_form(decision.proposal),
        "alternatives": [proposal_form(other) for other in decision.alternatives],
        "findings": [
            {"concern": str(f.concern), "detector": f.detector, "quote": f.quote, "confidence": f.confidence}
            for f in decision.findings
        ],
        "policy_version": decision.policy_version,
        "complaint_logged": case.complaint_logged,
        "cared_for_by": case.cared_for_by,
        "verdicts": [
            {
                "choice": str(v.choice),
                "action": str(v.action.kind) if v.action else None,
                "wording": v.action.wording if v.action else "",
                "by": v.by,
                "why": v.why,
                "at": v.at.isoformat(),
                "round": v.round,
            }
            for v in case.verdicts
        ],
        "outcomes": [
            {"state": str(o.state), "detail": o.detail, "link": o.link, "at": o.at.isoformat(), "round": o.round}
            for o in case.outcomes
        ],
    }


def proposal_form(proposal: Proposal | None) -> dict[str, Any] | None:
    """A proposal as JSON values."""
    if proposal is None:
        return None
    return {
        "kind": str(proposal.action.kind),
        "wording": proposal.action.wording,
        "way": str(proposal.way),
        "because": proposal.because,
        "link": proposal.link,
        "until": proposal.until.isoformat() if proposal.until else None,
        "needs_complaint_logged": proposal.needs_complaint_logged,
    }
