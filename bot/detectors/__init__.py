"""What reads a comment: one behaviour or signal a file, each carrying its own examples."""
