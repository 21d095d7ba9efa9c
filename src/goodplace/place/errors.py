"""The errors users meet. Codes are stable; wording is not."""

from collections.abc import Mapping

# Every code of an InputError. docs/reference/errors.md is printed from this list.
ERROR_CODES: Mapping[str, str] = {
    "input": "Something given to goodplace is wrong; the message says what.",
    "problems": "The place has problems: every one of them is listed, each with a code of its own.",
    "file-exists": "The file to be written is there already; it is left as it is.",
    "file-in-the-way": "A file has the name of the folder to be written.",
    "not-our-folder": "The folder to be written holds what goodplace did not write; it is left as it is.",
    "cannot-write": "The system doesn't let goodplace write there.",
    "disk-full": "There is no room left; nothing half-written stays.",
    "busy": "Other runs keep writing the same folder.",
    "styles-missing": "The styles of the pages haven't been made: run make setup.",
    "released": "A share released isn't between 0 and 100 %, or can't be read.",
    "not-xlsx": "A workbook is to be written whose name doesn't end in .xlsx.",
    "cannot-read": "A file can't be read, or isn't text.",
    "which-place": "No file was given, and there is not exactly one result here to take it from.",
    "source-not-found": "A result doesn't say what it was made from, or that isn't there.",
    "unknown-figure": "There is no figure of that name.",
    "too-many-partners": "There are more partners than a deal can be worked out for.",
    "table-size": "A table of groups doesn't have one value for each group of partners.",
    "demo_size": "A made-up place can't have that size or seed.",
    "truth-in-place": "What is really so of made-up people would be written into the place itself.",
    "no-conversation": "Weights are to come from a conversation, and there is none.",
    "conversation-elsewhere": "Weights are to come from a conversation that was held elsewhere.",
    "no-answers": "Weights are to come from what residents said, and they said nothing of this place's outcomes.",
    "json": "A game isn't JSON, or not of the kind expected.",
    "kind": "The kind of a game is neither value nor cost.",
    "players": "A game doesn't say who its players are.",
    "too-many-players": "A game has more players than can be worked out.",
    "player-name": "A player's name is empty or can't be told apart in a list.",
    "duplicate-player": "A player is named twice.",
    "unknown-player": "A group names somebody who isn't a player.",
    "group": "A group is written in a way that can't be read.",
    "duplicate-group": "A group has two values.",
    "missing-group": "A group has no value.",
    "value": "The value of a group isn't an ordinary number, or that of the empty group isn't 0.",
    "database": "The address of the database can't be read, or the database can't be used.",
    "another-place": "The database holds the record of another place.",
    "record": "A record is damaged, or a file isn't one that was exported.",
    "no-place": "There is nothing of that name, or it holds neither the tables of a place nor a run.",
    "no-run": "Nothing has been worked out for the place yet, so there is nothing to publish.",
    "port": "The address or port to serve at can't be had.",
    "member": "Somebody can't be let in to sign in as asked, or isn't there to be taken away.",
    "no-record": "There is no record, or no such signature in it.",
    "proposal": "A file isn't a proposal, or isn't in a place's runs.",
    "no-proposal": "The place has no proposal yet: goodplace run makes one.",
    "empty-signature": "A signature lacks its name, post or authority, or one of them is far too long.",
    "proposal-altered": "A proposal was altered after it was made.",
    "proposal-changed": "The place's proposal is now another: that one is to be signed.",
    "cannot-be-signed": "Nobody can be asked to sign the proposal; the message says why.",
    "not-a-party": "Whoever is to sign isn't a party to the proposal.",
    "signed-already": "The partner has signed this proposal already.",
}


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
