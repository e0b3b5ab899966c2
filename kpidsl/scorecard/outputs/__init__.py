"""The files that one Scorecard becomes: all are made from that record alone, so that no two say different things."""
