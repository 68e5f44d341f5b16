import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..sandbox import page
from ..sandbox.desk import Desk
from ..sandbox.server import Sandbox

CHECKOUT = Path(__file__).resolve().parent.parent
ROW = {"to": "+33612345678", "text": "<b>Bonjour</b>", "from": "SHOP", "reference": "a" * 32, "advertising": True}


@tagged("post_install", "-at_install")
class TestSandbox(BaseCase):
    """The gateway for trying things out, by itself."""

    def _ask(self, address, content=None, form=None, headers=None):
        body = json.dumps(content).encode() if content is not None else form and urllib.parse.urlencode(form).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(address, body, headers or {})) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def test_what_it_takes_shows_and_forgets(self):
        with Sandbox(desk=Desk(ability="neither")) as sandbox:
            for _time in range(2):
                self._ask(f"{sandbox.address}/messages", {"messages": [ROW]})
            self.assertEqual((len(sandbox.desk.messages), sandbox.desk.twice), (2, 1))
            status, text = self._ask(sandbox.address, headers={"Accept-Language": "fr-FR,fr;q=0.9"})
            self.assertEqual(status, 200)
            self.assertIn("Passerelle d’essai", text)
            self.assertIn("&lt;b&gt;Bonjour&lt;/b&gt;", text)
            self.assertNotIn("<b>Bonjour", text)
            form = {"ability": "look_up", "credit": "5", "busy": "100", "reports": "on"}
            self._ask(f"{sandbox.address}/settings", form=form)
            self.assertEqual((sandbox.desk.ability, sandbox.desk.credit, sandbox.desk.reports), ("look_up", 5, True))
            self.assertEqual(self._ask(f"{sandbox.address}/messages", {"messages": [ROW]})[0], 429)
            self.assertEqual(self._ask(f"{sandbox.address}/messages/{'a' * 32}")[0], 200)
            self._ask(f"{sandbox.address}/settings", form={"clear": "1"})
            self.assertFalse(sandbox.desk.messages)

    def test_other_pages_and_nonsense(self):
        with Sandbox(key="k") as sandbox:
            other = {"Origin": "https://example.com"}
            self.assertEqual(self._ask(f"{sandbox.address}/settings", form={"credit": "0"}, headers=other)[0], 403)
            self.assertEqual(self._ask(f"{sandbox.address}/messages", {"messages": [ROW]})[0], 401)
            mine = {"Authorization": "Bearer k"}
            for content in ([], {}, {"messages": 3}, {"messages": [3, None]}, "text"):
                self.assertEqual(self._ask(f"{sandbox.address}/messages", content, headers=mine)[0], 200)
            self.assertEqual((sandbox.desk.messages, sandbox.desk.credit), ([], 10_000))

    def test_it_tells_nobody_elsewhere(self):
        row = {**ROW, "report_url": "https://example.com/report", "answer_url": "http://10.0.0.1/"}
        with Sandbox() as sandbox:
            self._ask(f"{sandbox.address}/messages", {"messages": [row]})
            form = {"id": "sandbox-1", "what": "delivered"}
            self.assertEqual(self._ask(f"{sandbox.address}/do", form=form)[0], 200)
            self.assertEqual(sandbox.desk.messages[0].status, "delivered")

    def test_every_word_of_the_page_is_french_too(self):
        shown = page.page(Desk(), "fr")
        for english, french in page.FRENCH.items():
            if english != french and len(english) > 12 and english not in page.NAMES.values():
                self.assertNotIn(english, shown)

    def test_it_ends_with_whoever_started_it(self):
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "--port", "0"], cwd=CHECKOUT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        try:
            address = process.stdout.readline().strip()
            self.assertEqual(self._ask(f"{address}/state")[0], 200)
            process.stdin.close()
            self.assertEqual(process.wait(10), 0)
        finally:
            process.kill()
            process.stdout.close()
