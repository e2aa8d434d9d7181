"""The house rules as tests: layers, sizes, documents, pins and tools."""
