"""From the checked spec to compiled rules."""
