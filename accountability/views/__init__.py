"""Pages of chapter 3 for the site; the commission works in its own admin."""
