"""Packs to start from, and the data made for them. This room does not know the language: a pack is files and rows."""
