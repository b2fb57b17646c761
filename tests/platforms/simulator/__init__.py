"""Tests of the simulator town."""
