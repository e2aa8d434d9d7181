"""The rule file: read, checked, compiled into a frozen `RuleSet`, and applied by `decide`.

Everything here is pure: no clock, no randomness, no I/O; files come through a `read(path) -> bytes`
argument. It knows the rule language and the events of `responder.models`, and nothing of WeChat's
endpoints, HTTP, SQL or tasks. Import the module you need: `load` to read a file, `decide` to apply
one; this package itself imports nothing, so that naming it costs nothing.
"""
