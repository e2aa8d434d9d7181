"""One module for each page: what it asks, and what its template is given."""
