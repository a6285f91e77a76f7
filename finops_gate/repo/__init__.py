"""Both sides of a change from git objects, the index or the work tree. The only room that starts programs."""
