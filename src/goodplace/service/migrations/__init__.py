"""How the database of the service came to be, step by step."""
