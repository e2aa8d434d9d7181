"""The compiled conditions of rules."""
