"""To what end? What residents say matters, and what that makes each outcome weigh."""
