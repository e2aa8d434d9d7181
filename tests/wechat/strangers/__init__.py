"""Servers of WeChat Web that share nothing with the simulator but what the service is like."""
