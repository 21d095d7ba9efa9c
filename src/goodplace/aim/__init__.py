"""To what end? What residents say matters, and what that makes each outcome weigh."""

from goodplace.aim.aims import Aimed, aim, with_weights

__all__ = ["Aimed", "aim", "with_weights"]
