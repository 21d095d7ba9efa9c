"""What would all sign? Groups that would walk away, fair splits, and the deal that holds."""
