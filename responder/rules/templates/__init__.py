"""Reply templates: checked when loaded, sandboxed and bounded when rendered."""
