"""The named library, imported once and quietly: facebook-sdk 3.1.0 holds an escape that newer Pythons warn about."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from facebook import GraphAPI, GraphAPIError

__all__ = ["GraphAPI", "GraphAPIError"]
