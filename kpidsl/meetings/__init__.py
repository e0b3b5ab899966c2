"""When people meet over the numbers: from cadences to dates, what is due and late, and the calendar file."""
