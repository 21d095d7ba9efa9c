"""Where are we now? People and their needs, the public pound, and the position beside similar places."""
