.PHONY: help setup lint format types layers test check bench proto mistakes pictures pages

help:       ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

setup:      ## install for development
	python -m pip install -e '.[test]'

lint:       ## style and common mistakes
	ruff check .
	ruff format --check .

format:     ## put the style right
	ruff check --fix .
	ruff format .

types:      ## every annotation
	mypy

layers:     ## who may import whom
	lint-imports

test:       ## the suite
	python -m pytest

check: lint types layers test  ## everything that CI checks

bench:      ## ratios against their floors
	@for one in tests/benchmarks/bench_*.py; do echo "== $$one"; python $$one; done

proto:      ## the generated protobuf code, anew
	python -m venv .proto && .proto/bin/pip install -q grpcio-tools==1.75.1
	.proto/bin/python -m grpc_tools.protoc -I . --python_out=. --pyi_out=. srpscope/wire/protocomm/pb/*.proto

mistakes:   ## the saved mistakes, anew
	python tests/why/make_mistakes.py

pictures:   ## the README's pictures, anew
	python -m tests.tui.make_pictures

pages:      ## DIALECTS.md and TROUBLESHOOTING.md, anew
	python -m srpscope dialects --markdown > DIALECTS.md
	python -m srpscope explain --markdown > TROUBLESHOOTING.md
