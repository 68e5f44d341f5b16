"""A gateway that takes everything, after so many milliseconds: ``python slow_gateway.py`` serves until its input ends.

``POST /<milliseconds>/messages`` as our sandbox has it, and ``POST /<milliseconds>/api/sms/3/send`` as Odoo's service.
"""
# pylint: disable=print-used
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(int(self.path.split("/")[1]) / 1000)
        answer = self._ours(content) if "messages" in content else self._odoos(content)
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @staticmethod
    def _ours(content):
        rows = content["messages"]
        return {"messages": [
            {"reference": row["reference"], "id": f"id-{row['reference']}", "status": "accepted"} for row in rows
        ]}

    @staticmethod
    def _odoos(content):
        numbers = [number for message in content["params"]["messages"] for number in message["numbers"]]
        return {"jsonrpc": "2.0", "result": [
            {"uuid": number["uuid"], "state": "success", "credit": 1} for number in numbers
        ]}

    def log_message(self, *_arguments):
        """Say nothing."""


def main():
    """Say where it is, and serve until standard input ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
