"""Pages: what is shown, and how. Nothing here computes a figure."""
