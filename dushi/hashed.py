"""Static files under names that hold their contents' hash, so that browsers, and phones without signal, keep them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage as Storage


class HashedFiles(Storage):
    """What one of our scripts imports from another has its hashed name too; others' scripts stay as they are."""

    patterns = (*Storage.patterns, ("js/*.js", Storage._js_module_import_aggregation_patterns[1]))
