"""Learning from verdicts: what officers made of our findings, as figures that drift and as labelled examples."""
