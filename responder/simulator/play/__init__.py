"""A web page to play the friends: to write as them, and to see both sides."""
