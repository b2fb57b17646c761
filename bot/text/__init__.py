"""Reading a text for what anybody can see in it: its language, its links."""
