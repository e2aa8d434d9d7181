"""Words of the rule language that this version does not have.

They are refused as "not available in this version", not as unknown, and never ignored. A word
leaves this module when its meaning arrives.
"""

from __future__ import annotations

DEFAULTS = frozenset({"on_error"})
"""Keys of a rule that will have defaults for the whole file."""
