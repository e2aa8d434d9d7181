"""A WeChat Web service in a box, faithful enough for clients it was not written for.

`simulator.Simulator` is the service, `server.serve` puts it on a port. The rest is reached through
these two, or over HTTP as `docs/simulator.md` describes.
"""
