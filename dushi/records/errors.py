"""The one error an action raises when the rules refuse an act."""


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
