"""The one error an action raises when the rules refuse an act, and the one way to raise it."""


class Refused(Exception):
    """An act that a rule does not allow.

    message: one plain Chinese sentence for the person at the screen.
    clause: id of the article that says so (``"1.4"``), or "" where it is a rule of the house.
    field: name of the form field the sentence belongs to, or "" for the whole form.
    """

    def __init__(self, message: str, *, clause: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.clause = clause
        self.field = field


def demand(allowed: bool, message: str, field: str = "", *, clause: str = "") -> None:
    """Raise Refused with the sentence where the act is not allowed."""
    if not allowed:
        raise Refused(message, clause=clause, field=field)
