"""Recorded messages once more: what an edited file would have made of them."""
