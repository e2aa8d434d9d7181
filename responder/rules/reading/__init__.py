"""Bytes of a rule file as a tree with positions, and faults that point into it."""
