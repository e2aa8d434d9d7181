"""The WeChat Web service: protocol, client, login and listening. Knows no rules, no journal."""
