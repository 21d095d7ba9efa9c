"""Builds a place folder for an English local authority from published national tables: see scripts/build_place.py."""
