"""The two fonts that kpidsl ships, and what they cover."""
