"""WeChat Web without I/O: one `build_*`/`parse_*` per endpoint, decoding, and the state table.

Nothing here reads a clock, draws a random number or opens a socket; `docs/protocol.md` says where
each fact comes from.
"""
