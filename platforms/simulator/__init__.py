"""A small town on localhost that speaks the platforms' wire protocols: demo, contract tests, fault and load tests."""
