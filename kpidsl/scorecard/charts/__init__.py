"""Small charts as SVG text: plain functions from numbers to marks. No ids, no gradients, no randomness."""
