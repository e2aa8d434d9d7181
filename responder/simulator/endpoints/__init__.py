"""One small handler per call of the service; `handle` routes to them.

Handlers of calls that need a session get it, checked, with the parsed body.
"""
