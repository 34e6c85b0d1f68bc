"""Measuring the house with synthetic registers: `make bench N=10000`."""
