"""Spreadsheets as tables of answers: rows of cells from either format, and what they mean."""
