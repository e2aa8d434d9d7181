"""A rule-based auto-responder for one WeChat account."""

__version__ = "0.1.0"
