"""The schema's history; each version knows the way up and the way down."""
