"""The pages of a place, served with sign-in or written to files: routes, sign-in, headers. What is shown is pages/."""
