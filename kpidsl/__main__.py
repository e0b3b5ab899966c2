"""`python -m kpidsl`: the same as the command `kpidsl`."""

from kpidsl.cli.main import main

main()
