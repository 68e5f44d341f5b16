"""Takes the pictures: ``python -m devtools.tour ADDRESS FOLDER``, started by ``./dev screenshots``."""
import json
import sys
import time
from pathlib import Path

from .browser import Browser

CALM = 1.5
LOGIN = PASSWORD = "editor"  # noqa: S105  the demonstration shop's
# The dialogue between user and assistant that a picture of a form does not need.
STYLE = ".o-mail-Form-chatter, .o-mail-ChatterContainer { display: none !important; }"


def main(address, folder):
    """Visit the shop as its editor and write the pictures into a folder."""
    browser = Browser(address)
    try:
        browser.login(LOGIN, PASSWORD)
        for name, visit in (
            ("list", _list), ("campaign", _campaign), ("select", _select), ("export", _export), ("results", _results),
        ):
            visit(browser)
            time.sleep(CALM)
            browser.picture(Path(folder, f"{name}.png"))
    finally:
        browser.close()


def _list(browser):
    browser.open("/odoo/direct-marketing", ".o_list_view .o_data_row")


def _campaign(browser):
    browser.open(f"/odoo/direct-marketing/{_current(browser)}", ".o_form_view div[name=filter_ids] .o_data_row")
    style = json.dumps(STYLE)
    browser.run(f"document.head.appendChild(Object.assign(document.createElement('style'), {{textContent: {style}}})) && 1")


def _select(browser):
    browser.click("div[name=filter_ids] .o_data_row .o_data_cell[name=summary]")
    browser.click(".modal .nav-link[name=purchases]")
    browser.wait("document.querySelector('.modal div[name=purchase_mode]')")


def _export(browser):
    _campaign(browser)
    browser.run(
        "[...document.querySelectorAll('.o_statusbar_buttons button')]"
        ".find(button => button.textContent.trim().startsWith('Export')).click()"
    )
    browser.wait("document.querySelector('.modal .o_dm_column_preview tbody tr')")


def _results(browser):
    _campaign(browser)
    browser.click(".nav-link[name=results]")
    browser.wait("document.querySelector('.o_dm_result_table')")


def _current(browser):
    """Return the id of the campaign whose results are coming in: the last one that shipped and is open."""
    today = time.strftime("%Y-%m-%d")
    request = {
        "model": "dm.campaign", "method": "search", "kwargs": {"order": "send_date desc", "limit": 1},
        "args": [[["state", "=", "ready"], ["send_date", "<=", today]]],
    }
    found = browser.run(
        "fetch('/web/dataset/call_kw', {method: 'POST', headers: {'Content-Type': 'application/json'}, "
        f"body: JSON.stringify({{jsonrpc: '2.0', params: {json.dumps(request)}}})"
        "}).then(answer => answer.json()).then(answer => answer.result)"
    )
    return found[0]


if __name__ == "__main__":
    main(*sys.argv[1:])
