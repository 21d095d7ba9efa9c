"""What was promised, spent, changed? Proposals, signatures, and the record that nobody can quietly alter."""
