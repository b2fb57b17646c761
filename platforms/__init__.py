"""Where people write to us: one adapter for each platform, and a town to try them in."""
