"""Ready-made KPIs over a standard schema, and how one of them is fitted to a project's own tables."""
