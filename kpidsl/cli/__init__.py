"""The commands, one file each, and what they share: options, words of findings, exit codes, output."""
