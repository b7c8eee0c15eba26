"""Fixtures shared by tests: the sample site, built once, and a browser."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from selenium import webdriver

import circles
import started
from project import copy_small

ROOT = pathlib.Path(__file__).parent.parent
SAMPLE = pathlib.Path(__file__).parent / "sample"
"""The campaign that tests read; an owner may have replaced the one in ``data/``."""


PATIENCE = 300
"""Seconds until a test gives up waiting; only a busy machine needs them."""

settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("calm"), max_examples=10, derandomize=True)
settings.load_profile("calm")


def eventually(condition: Callable[[], Any], told: Callable[[], object] = str) -> Any:
    """Wait for a condition and return its value; ``told`` is the failure message."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, told()
        time.sleep(0.05)
    return found


def until(browser, script: str, *given: Any) -> Any:
    """Wait until a script in the current page returns a true value."""
    return eventually(lambda: browser.execute_script(script, *given), lambda: script)


def drawn(browser) -> None:
    """Wait for a repaint and for scroll events."""
    browser.execute_async_script(
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))"
    )


def mkdocs(*arguments: str, cwd: pathlib.Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run MkDocs as a user would."""
    return program("mkdocs", *arguments, cwd=cwd, **environment)


def program(*typed: str, cwd: pathlib.Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a module as a user would: MkDocs, or our command."""
    whole = {**os.environ, "PYTHONPATH": str(ROOT / "hooks"), "PYTHONIOENCODING": "utf-8", **environment}
    its_own = (cwd / "hooks/rectify").exists()
    if not its_own and not any(name.startswith(("PYTHON", "LC_", "LANG")) for name in environment):
        return started.run(*typed, cwd=cwd, environment=whole, timeout=2 * PATIENCE)
    return subprocess.run(
        [sys.executable, "-m", *typed],
        cwd=cwd,
        env=whole,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=2 * PATIENCE,
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what ``make quick`` leaves out, before pytest looks at marks."""
    for item in items:
        if isinstance(item, pytest.Function) and circles.here().slow(item.module.__name__, item.originalname):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def garbage_is_collected() -> Iterator[None]:
    """A build freezes what it loads; collect it, to make room for the next test."""
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The sample site, built strictly, once for all workers."""
    return _built(tmp_path_factory, "site")


@pytest.fixture(scope="session")
def english_site(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The sample site with an English interface."""
    return _built(tmp_path_factory, "english", ("language: zh", "language: en"))


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The small project with its site, shared by tests; copy it before changing anything."""

    def publish(folder: pathlib.Path) -> None:
        copy_small(folder)
        (folder / "docs").mkdir(exist_ok=True)
        done = program("rectify", "publish", cwd=folder)
        assert (done.returncode, done.stdout) == (0, "网站已生成：site/index.html\n"), done.stderr

    return _once(tmp_path_factory, "published", publish)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """An environment with our wheel; it sees this one's packages, so no network is needed."""

    def install(folder: pathlib.Path) -> None:
        environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        run = functools.partial(subprocess.run, check=True, capture_output=True, env=environment)
        run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")], cwd=ROOT)
        run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")])
        inside = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
        packages = pathlib.Path(sysconfig.get_path("purelib", "venv", inside))
        (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
        (wheel,) = (folder / "dist").glob("*.whl")
        pip = [sys.executable, "-m", "pip", "--python", str(folder / "venv/bin/python")]
        run([*pip, "install", "--quiet", "--no-deps", str(wheel)])

    return _once(tmp_path_factory, "installed", install)


def _built(factory: pytest.TempPathFactory, name: str, *edits: tuple[str, str]) -> pathlib.Path:
    def build(output: pathlib.Path) -> None:
        project = copy_project(output.with_name(f"{name}-project"), *edits)
        done = mkdocs("build", "--strict", "--site-dir", str(output), cwd=project)
        assert done.returncode == 0, done.stderr
        assert "warning" not in (done.stdout + done.stderr).lower(), done.stderr

    return _once(factory, name, build)


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[pathlib.Path], None]) -> pathlib.Path:
    """A folder created once for all workers."""
    base = factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
    with FileLock(f"{folder}.lock"):
        if not folder.with_suffix(".made").exists():
            make(folder)
            folder.with_suffix(".made").touch()
    return folder


def copy_project(folder: pathlib.Path, *edits: tuple[str, str], its_own: bool = False) -> pathlib.Path:
    """A project as a site owner has it: the sample's mkdocs.yml (with edits), data, docs, and hooks if ``its_own``."""
    folder.mkdir(parents=True, exist_ok=True)
    for whole in (SAMPLE / "data", SAMPLE / "docs"):
        shutil.copytree(whole, folder / whole.name)
    if its_own:
        copy_hooks(folder / "hooks")
    hooks = "hooks" if its_own else str(ROOT / "hooks")
    text = (SAMPLE / "mkdocs.yml").read_text("utf-8").replace("../../hooks", hooks)
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    (folder / "mkdocs.yml").write_text(text, "utf-8")
    return folder


def copy_hooks(folder: pathlib.Path) -> None:
    """A copy of the program, with what Python has compiled of it but for what another worker is just writing."""

    def left_out(inside: str, names: list[str]) -> list[str]:
        compiled = inside.endswith("__pycache__")
        return [name for name in names if compiled and not name.endswith(".pyc")]

    shutil.copytree(ROOT / "hooks", folder, ignore=left_out)


def is_the_sample() -> bool:
    """Whether ``data/`` is still the sample."""

    def names(folder: pathlib.Path) -> list[str]:
        files = sorted((folder / "data/campaigns").glob("*/campaign.yml"))
        lines = [line for file in files for line in file.read_text("utf-8", "replace").split("\n")]
        return [line for line in lines if line.startswith("name:")]

    return names(ROOT) == names(SAMPLE)


def needs(program: str) -> str:
    """The path of a program; skip the test without it, but fail in CI."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/bin")
    if not found:
        missing(program)
    return found


def missing(what: str) -> NoReturn:
    """Skip a test that lacks something, but fail in CI."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have this, see .ci/browser: {what}")
    pytest.skip(f"not installed: {what}")


NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  types {{ text/html html; text/css css; application/javascript js; image/svg+xml svg; image/png png;
          image/jpeg jpg; application/pdf pdf; application/json json; application/xml xml;
          text/calendar ics; application/atom+xml atom; }}
  access_log {folder}/access.log;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port};
    root {site};
    charset utf-8;
    error_page 404 /404.html;
    add_header Content-Security-Policy "default-src 'self'" always;
    add_header X-Content-Type-Options nosniff always;
  }}
}}
"""


@pytest.fixture(scope="session")
def server(site: pathlib.Path, tmp_path_factory: pytest.TempPathFactory):
    with served(site, tmp_path_factory.mktemp("nginx")) as url:
        yield url


@contextlib.contextmanager
def served(site: pathlib.Path, folder: pathlib.Path) -> Iterator[str]:
    """The address at which nginx serves a site under a strict policy; ``folder`` holds its files."""
    nginx = needs("nginx")
    folder.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(user + NGINX.format(folder=folder, port=port, site=site))
    running = subprocess.Popen([nginx, "-c", str(config), "-p", str(folder)])

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        eventually(answers)
        yield f"http://127.0.0.1:{port}/"
    finally:
        running.terminate()
        running.wait(PATIENCE)


class Browser(webdriver.Chrome):
    """Chromium, with waits for loads that the driver reports too early on a busy machine."""

    def get(self, url: str) -> None:
        """Open an address and wait until the page is loaded."""
        super().get(url)
        until(self, "return document.readyState === 'complete'")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory):
    options = webdriver.ChromeOptions()
    options.binary_location = needs("chromium")
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Browser(options=options, service=webdriver.ChromeService(needs("chromedriver")))
    driver.set_script_timeout(PATIENCE)
    driver.set_page_load_timeout(PATIENCE)
    yield driver
    driver.quit()


def size(browser, width: int, height: int) -> None:
    """Set the window size; a width below 600 emulates a phone."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
    )
