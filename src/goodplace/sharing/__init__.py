"""Who may see what, and how small numbers are kept from telling of a person."""
