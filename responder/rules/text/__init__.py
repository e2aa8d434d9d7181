"""Texts as they are compared: folding and patterns."""
