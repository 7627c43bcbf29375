"""通报批评 (3.4.d): registered from the document, checked by another, told, open to objection, then counted."""
