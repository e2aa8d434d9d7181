"""Who is who over logins: stable ids, names a rule may trust, mentions, and events. All pure."""
