"""The console: a web page that shows what a running daemon did, why, and what it would do."""
