# make site   建好环境并生成网站（site/）        set up, build the site
# make test   建好测试环境并运行全部测试          set up, run every test
# make quick  改程序时：不用浏览器的快速测试      while working: fast tests, no browser
# make serve  本机预览，改动数据后自动刷新        preview with live reload
# make bench N=10000  计时；少于一万只比构建      benchmarks at N issues; builds alone below 10,000
# make wheel  打成软件包（dist/）                 build the package
# make lint   格式、规范、类型检查                formatter, linters, type checker

VENV := .venv
BIN := $(VENV)/bin

# Names of files are UTF-8, whatever the locale.
export PYTHONUTF8 := 1

# What is compiled is kept, or each of many short commands compiles it anew.
unexport PYTHONDONTWRITEBYTECODE

# An environment is code. One that somebody has committed is not run, not even to look at it.
TRACKED := $(shell git -c core.fsmonitor=false -c safe.directory='*' ls-files -- ':(icase)$(VENV)' ':(icase)$(VENV)-bench' ':(icase)$(VENV)-properdocs' 2>/dev/null)
ifneq ($(TRACKED),)
$(error $(VENV) 提交进了 git，没有人能审核它：请运行 git rm -r --cached $(VENV) 并提交 (it is in git, and is not run))
endif

# Nor is a file beside this one taken for a library of the same name.
export PYTHONSAFEPATH := 1

# An environment that another version of Python made is made anew.
ifneq ($(shell $(BIN)/python -P -c 'import mkdocs, rectify' >/dev/null 2>&1 && echo works),works)
$(shell rm -f $(VENV)/*.ready)
endif

ifneq ($(filter test,$(MAKECMDGOALS)),)
ifneq ($(shell $(VENV)-properdocs/bin/python -P -c 'import properdocs, rectify' >/dev/null 2>&1 && echo works),works)
$(shell rm -f $(VENV)-properdocs/ready)
endif
endif

.PHONY: site serve test quick bench lint format wheel lock clean

site: $(VENV)/site.ready
	@$(BIN)/python -m rectify publish site

serve: $(VENV)/site.ready
	$(BIN)/mkdocs serve

test: $(VENV)/dev.ready $(VENV)-properdocs/ready
	@.ci/browser
	$(BIN)/pytest -n 3 --dist worksteal  # one more than two cores: browsers are waited for

quick: $(VENV)/dev.ready
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow" --hypothesis-profile quick

bench: $(VENV)/dev.ready $(VENV)-bench/ready
	@PYTHONPATH=tests $(BIN)/python -m bench $(or $(N),10000)

lint: $(VENV)/dev.ready
	$(BIN)/ruff format --check hooks tests
	$(BIN)/ruff check hooks tests
	$(BIN)/mypy
	$(BIN)/oxlint --deny-warnings

format: $(VENV)/dev.ready
	$(BIN)/ruff format hooks tests
	$(BIN)/ruff check --fix hooks tests
	$(BIN)/oxlint --fix

wheel: $(VENV)/dev.ready
	@$(BIN)/python -m hatchling build -t wheel

$(VENV)/site.ready: requirements.lock .ci/venv
	@.ci/venv $(VENV) requirements.lock
	@touch $@

$(VENV)/dev.ready: requirements-dev.lock $(VENV)/site.ready
	@.ci/venv $(VENV) requirements-dev.lock --no-deps
	@touch $@

# The peers that we measure against want other versions than we do.
$(VENV)-bench/ready: requirements-bench.lock .ci/venv
	@.ci/venv $(VENV)-bench requirements-bench.lock
	@touch $@

# The same site on ProperDocs; and mkdocs-materialx, apart, for it would lie over Material.
$(VENV)-properdocs/ready: requirements-properdocs.lock requirements-materialx.lock .ci/venv
	@.ci/venv $(VENV)-properdocs requirements-properdocs.lock
	@$(VENV)-properdocs/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --upgrade --target $(VENV)-properdocs/materialx -r requirements-materialx.lock
	@touch $@

lock:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --group bench --constraint requirements.lock -o requirements-bench.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --group properdocs --constraint requirements.lock pyproject.toml -o requirements-properdocs.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --group materialx --no-deps -o requirements-materialx.lock

clean:
	rm -rf $(VENV) $(VENV)-bench $(VENV)-properdocs dist site .site.work .cache
