"""Measurements: run by hand, never by the tests; each prints ratios against something in the same run."""
