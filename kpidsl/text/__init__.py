"""Text, places in it, and what is said about it. This room has never heard of KPIs."""
