"""Section 11: a landlord's unacceptable-behaviour policy, applied to social media by people."""
