"""What scripts and tests do to the simulated world: people, phone, messages, events, reports.

Plain functions from JSON to JSON; `routes` puts them behind HTTP, `Simulator` behind methods.
"""
