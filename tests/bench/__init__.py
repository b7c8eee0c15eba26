"""Benchmarks: ``make bench`` (N=10000). They print figures and ratios of one run; nothing is asserted."""
