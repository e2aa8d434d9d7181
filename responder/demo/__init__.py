"""The demo: simulator, daemon and a conversation between them over real HTTP, without a phone."""
