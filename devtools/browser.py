"""A small driver of headless Chromium for screenshots of the running shop (runs in the virtual environment)."""
import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--remote-debugging-port=0", "--remote-allow-origins=*",
)
PATIENCE = 30


class Browser:
    """One page of Chromium.

    :param str address: the server's, without a slash at its end
    :param tuple size: width and height of the window in pixels
    """

    def __init__(self, address, size=(1440, 900)):
        self.address = address
        self.profile = tempfile.mkdtemp()
        self.process = subprocess.Popen(
            ["chromium", *FLAGS, f"--user-data-dir={self.profile}", f"--window-size={size[0]},{size[1]}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        port = self._wait_for_port()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            page = next(target for target in json.load(answer) if target["type"] == "page")
        self.socket = websocket.create_connection(page["webSocketDebuggerUrl"], timeout=PATIENCE)
        self.number = 0
        self.call("Page.enable")
        self.resize(*size)

    def close(self):
        """End Chromium and forget its profile."""
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, **parameters):
        """Send one command of the DevTools protocol and return its result."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                return answer.get("result", {})

    def resize(self, width, height):
        """Give the page itself a size in pixels, whatever frame the window has."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def run(self, script):
        """Return the value of a JavaScript expression; a promise is awaited."""
        result = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{script}: {result['exceptionDetails']}")
        return result.get("result", {}).get("value")

    def wait(self, condition):
        """Wait until a JavaScript expression is true.

        :raise TimeoutError: after half a minute
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if self.run(f"!!({condition})"):
                    return
            except RuntimeError:
                pass  # the page is being replaced
            time.sleep(0.1)
        raise TimeoutError(condition)

    def open(self, path, selector):
        """Go to a page and wait until something is shown on it."""
        self.call("Page.navigate", url=self.address + path)
        self.wait(f"document.querySelector({json.dumps(selector)})")
        time.sleep(1)

    def login(self, login, password):
        """Sign in."""
        self.open("/web/login", "input[name=password]")
        self.run(
            f"document.querySelector('input[name=login]').value = {json.dumps(login)};"
            f"document.querySelector('input[name=password]').value = {json.dumps(password)};"
            "document.querySelector('.oe_login_form').submit()"
        )
        self.wait("document.querySelector('.o_web_client')")

    def click(self, selector):
        """Click on the first element that a selector finds."""
        self.wait(f"document.querySelector({json.dumps(selector)})")
        self.run(f"document.querySelector({json.dumps(selector)}).click()")
        time.sleep(1)

    def picture(self, path):
        """Write what the window shows to a PNG file."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        Path(path).write_bytes(base64.b64decode(data))

    def _wait_for_port(self):
        file = Path(self.profile, "DevToolsActivePort")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if file.exists() and file.read_text().count("\n"):
                return int(file.read_text().splitlines()[0])
            time.sleep(0.1)
        raise TimeoutError("Chromium did not start")
