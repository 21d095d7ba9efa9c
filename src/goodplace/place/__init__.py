"""The hall: what a place is, the tables every room shares, and the figures they pass on."""
