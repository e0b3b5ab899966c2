"""Plan to SQL: sqlglot trees, never strings. The only room that imports sqlglot; it loads when it is needed."""
