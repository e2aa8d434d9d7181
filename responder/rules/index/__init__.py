"""Which rules may take a message: found without looking at every rule."""
