"""Training the small model that reads beside the rules; its comments, its script, its card."""
