"""Judgement to page: the Scorecard record, numbers by locale, charts, designs, HTML and PDF."""
