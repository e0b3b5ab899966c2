"""Model and request to plan: which scans, which aggregates, which periods, which slices. Knows no SQL."""
