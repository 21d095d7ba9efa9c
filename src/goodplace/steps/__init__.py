"""The five steps in a row: what each reads, what is redone when something changed, and what a run writes."""
