# make demo    builds a project with a year's data, checks it, runs it and writes its scorecard
# make test    the whole test suite
# make check   style and types
# make bench   the benchmarks
# Each does its own set-up: Python 3.11+ is all that must be there, and nothing is left outside this folder.

unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE VIRTUAL_ENV CONDA_PREFIX KPIDSL_LANG COLUMNS FORCE_COLOR
# With LC_ALL=C, Python 3.11 cannot read a path that is not ASCII out of its own environment's files.
ifneq (,$(filter C POSIX,$(LC_ALL)))
unexport LC_ALL
endif
export XDG_CACHE_HOME = $(CURDIR)/.cache
export PYTEST_DEBUG_TEMPROOT = $(CURDIR)/.cache/pytest

.PHONY: help demo test check bench setup clean

help:
	@sed -n 's/^# //p' Makefile

setup:
	@sh .ci/setup

demo: setup
	@.venv/bin/kpidsl demo

test:
	@sh .ci/setup engines
	@mkdir -p .cache/pytest
	.venv/bin/python -m pytest -n auto --dist loadfile

check: setup
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m mypy

bench: setup
	.venv/bin/python tests/bench

clean:
	rm -rf .venv .cache build dist
