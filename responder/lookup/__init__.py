"""Asking other computers for a rule: where to, with which secrets, and what came back."""
