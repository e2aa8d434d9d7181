"""What is probably not meant in a rule file that has no faults."""
