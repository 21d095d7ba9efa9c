"""What would work here, and what is it worth? Value of each option, and the best plan within the place's limits."""
