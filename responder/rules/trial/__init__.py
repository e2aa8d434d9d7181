"""The tests that stand in a rule file, and the stage on which messages are made up."""
