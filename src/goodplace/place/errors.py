"""The errors users meet. Codes are stable; wording is not."""


class GoodplaceError(Exception):
    """Anything goodplace raises on purpose."""

    exit_code = 70


class InputError(GoodplaceError):
    """Something given to us is wrong: shown as a plain message, without a traceback."""

    exit_code = 2

    def __init__(self, message: str, *, code: str = "input") -> None:
        super().__init__(message)
        self.code = code


class InternalError(GoodplaceError):
    """We are wrong: shown with a traceback, so that it can be reported."""

    exit_code = 70
