"""A project judged at a period: what is measured over which days, how it stands, and the record that a page prints."""
