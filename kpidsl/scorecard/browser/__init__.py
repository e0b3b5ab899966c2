"""The Scorecard as one HTML file for a browser: its own page, style and script, and nothing fetched."""
