"""What a project was at another revision, what a change means, and what was reported before."""
