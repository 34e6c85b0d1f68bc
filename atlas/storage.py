"""How the browser's files are kept for production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Names with the content's hash, cached for ever, compressed once when they are collected."""

    # esbuild has hashed the shared chunks already. If Django renamed them inside some scripts only,
    # a browser would load one module under two addresses and run it twice.
    support_js_module_import_aggregation = False
