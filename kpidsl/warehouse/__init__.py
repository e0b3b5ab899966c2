"""Text to rows: connections, data files, catalogues and queries. The only room that imports a database client.

`open_warehouse` (opening), `columns` and `columns_of_query` (catalog), `fetch` (fetching), `data_file` (files).
One DB-API adapter serves all engines; what differs stands in one row an engine, in `engines`.
"""
