"""Pages of the subject and of a main leader; the commission works on its desk."""
