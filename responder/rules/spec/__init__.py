"""The keys of the rule file and what each may hold."""
