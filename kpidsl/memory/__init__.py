"""What was found clean before: a check of a large project looks again only at what has changed."""
