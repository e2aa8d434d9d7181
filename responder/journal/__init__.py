"""Durable state of one account: what was handled and what goes out. Knows no rules, no HTTP."""
