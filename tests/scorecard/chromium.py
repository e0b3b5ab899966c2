"""A real browser, driven over a pipe (Chrome DevTools Protocol, `--remote-debugging-pipe`): no library, no port."""

import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from base64 import b64decode
from pathlib import Path
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium on this machine, None where there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Chromium:
    """One page of one browser without a window. What it complains of is kept in `complaints`."""

    def __init__(self, *, script: bool = True, size: tuple[int, int] = (1240, 1600)) -> None:
        program = find()
        assert program is not None
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        asked_read, asked_write = os.pipe()
        told_read, told_write = os.pipe()
        place = self._folder.name

        def arrange() -> None:
            # Out of the way of 3 and 4 first: what lies there already would be taken for its own copy, and closed.
            first, second = (fcntl.fcntl(each, fcntl.F_DUPFD, 10) for each in (asked_read, told_write))
            os.dup2(first, 3)
            os.dup2(second, 4)

        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe"]
        self._process = subprocess.Popen(
            [program, *options, f"--user-data-dir={place}", f"--window-size={size[0]},{size[1]}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(3, 4),
            preexec_fn=arrange,
        )
        os.close(asked_read)
        os.close(told_write)
        self._asked, self._told = os.fdopen(asked_write, "wb"), os.fdopen(told_read, "rb")
        self._number, self._left = 0, b""
        self.complaints: list[str] = []
        self.loaded: list[str] = []
        self._session = ""
        targets = self._send("Target.getTargets")["targetInfos"]
        page = next(each["targetId"] for each in targets if each["type"] == "page")
        self._session = self._send("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._send(f"{domain}.enable")
        if not script:
            self._send("Emulation.setScriptExecutionDisabled", value=True)

    def __enter__(self) -> "Chromium":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._asked.close()
        self._told.close()
        self._folder.cleanup()

    def open(self, path: Path, fragment: str = "") -> None:
        """Show a file and wait until it is there."""
        self.complaints.clear()
        self.loaded.clear()
        self._send("Page.navigate", url=path.as_uri() + fragment)
        self._until("Page.loadEventFired")

    def value(self, expression: str) -> Any:
        """Return what a JavaScript expression gives, as JSON would."""
        found = self._send("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, key: str, text: str = "") -> None:
        """Press a key, as from a keyboard."""
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            code = {"Enter": 13, "Tab": 9}.get(key, 0)
            self._send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **more)

    def pdf(self) -> bytes:
        """Return what the printer would get."""
        return b64decode(self._send("Page.printToPDF", preferCSSPageSize=True)["data"])

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._asked.write(json.dumps(message).encode() + b"\0")
        self._asked.flush()
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer["error"]
                found: dict[str, Any] = answer["result"]
                return found

    def _until(self, event: str) -> None:
        while self._receive().get("method") != event:
            pass

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            piece = os.read(self._told.fileno(), 1 << 16)
            assert piece, "the browser has ended"
            self._left += piece
        line, _, self._left = self._left.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        match message.get("method"):
            case "Log.entryAdded":
                self.complaints.append(message["params"]["entry"]["text"])
            case "Runtime.exceptionThrown" | "Page.javascriptDialogOpening":
                self.complaints.append(json.dumps(message["params"]))
            case "Network.requestWillBeSent":
                self.loaded.append(message["params"]["request"]["url"])
        return message
