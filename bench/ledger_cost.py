"""What the ledger costs those who sell: confirming an order and closing a till ticket, with it and without.

Three shops take turns: one with the addon, the same one with the ledger's triggers off, and one without the addon. The
first by the second is the triggers' cost; the first by the third is all that we do to a sale, the two amounts that we
keep on each line included.
"""
import statistics
import time
import uuid

from odoo.fields import Command
from odoo.tools import SQL

from devtools import cluster, database

from . import databases
from .world import LINES_PER_CUSTOMER

LINES = 5
# A sale takes tens of milliseconds and the effect is a thousandth of that: many rounds, and the median.
ROUNDS = 120
INSTALLED_LINES = 5_000_000
SALES = {"confirming an order": "confirm_order", "closing a till ticket": "close_ticket"}


class Shop:
    """A database in which orders are confirmed and tickets closed; nothing is kept."""

    def __init__(self, env):
        self.env = env(user=env.ref("base.user_admin"), context={"allowed_company_ids": env.company.ids})
        self.customer = self.env["res.partner"].create({"name": "Ada Ashdown"})
        self.products = self.env["product.product"].create([
            {"name": f"Article {number}", "taxes_id": [Command.clear()], "list_price": 10, "available_in_pos": True}
            for number in range(LINES)
        ])
        till = self.env["pos.config"].create({"name": "Till"})
        till.open_ui()
        self.session = till.current_session_id
        self.session.set_opening_control(0, "")
        self.method = till.payment_method_ids[:1]

    def confirm_order(self):
        """Confirm an order of some lines and return the seconds that it took."""
        order = self.env["sale.order"].create({
            "partner_id": self.customer.id,
            "order_line": [Command.create({"product_id": product.id}) for product in self.products],
        })
        self.env.flush_all()
        start = time.perf_counter()
        order.action_confirm()
        self.env.flush_all()
        return time.perf_counter() - start

    def close_ticket(self):
        """Take a paid ticket from the till, as the till's screen sends it, and return the seconds that it took."""
        ticket = self._ticket()
        self.env.flush_all()
        start = time.perf_counter()
        self.env["pos.order"].sync_from_ui([ticket])
        self.env.flush_all()
        return time.perf_counter() - start

    def switch_triggers(self, on):
        """Switch the ledger's triggers on the tables of sales on or off, within the transaction."""
        for table, trigger in self.env.execute_query(SQL("""
            SELECT tgrelid::regclass::text, tgname FROM pg_trigger
             WHERE NOT tgisinternal AND starts_with(tgname, 'dm_purchase')
        """)):
            self.env.execute_query(SQL(
                "ALTER TABLE %s %s TRIGGER %s", SQL.identifier(table), SQL("ENABLE" if on else "DISABLE"),
                SQL.identifier(trigger),
            ))

    def _ticket(self):
        lines = [
            Command.create({
                "product_id": product.id, "qty": 1, "price_unit": 10, "price_subtotal": 10, "price_subtotal_incl": 10,
                "tax_ids": [Command.clear()], "uuid": str(uuid.uuid4()),
            })
            for product in self.products
        ]
        total = 10 * LINES
        return {
            "uuid": str(uuid.uuid4()), "name": "Ticket", "session_id": self.session.id, "user_id": self.env.uid,
            "partner_id": self.customer.id, "lines": lines, "amount_total": total, "amount_paid": total,
            "amount_tax": 0, "amount_return": 0, "date_order": "2026-06-30 10:00:00", "to_invoice": False,
            "last_order_preparation_change": "{}", "fiscal_position_id": False,
            "payment_ids": [Command.create({
                "amount": total, "name": "2026-06-30 10:00:00", "payment_method_id": self.method.id,
            })],
        }


def compare():
    """Measure both kinds of sale in the three shops, in turns.

    :return: what → (seconds with the ledger, triggers' ratio, whole addon's ratio)
    """
    cluster.copy(database.template(), "dm_bench_without")
    with databases.environment(database.installed("dm_bench_with")) as env, \
            databases.environment("dm_bench_without") as env_without:
        found = {what: _take_turns(Shop(env), Shop(env_without), method) for what, method in SALES.items()}
    for name in ("dm_bench_with", "dm_bench_without"):
        databases.forget(name)
        cluster.drop(name)
    return found


def installation():
    """Time the installation of the addon on years of sales.

    :return: (seconds, number of purchase lines that were there)
    """
    name = "dm_bench_install"
    databases.plain_world(INSTALLED_LINES // LINES_PER_CUSTOMER + 1, name)
    lines = sum(int(count) for count in cluster.sql(
        "SELECT count(*) FROM sale_order_line UNION ALL SELECT count(*) FROM pos_order_line", name,
    ))
    seconds = databases.install(name)
    cluster.drop(name)
    return seconds, lines


def _take_turns(shop, shop_without, method):
    with_ledger, without_triggers, without_addon = [], [], []
    for number in range(ROUNDS + 3):
        turns = [
            (with_ledger, lambda: _switched(shop, method, on=True)),
            (without_triggers, lambda: _switched(shop, method, on=False)),
            (without_addon, getattr(shop_without, method)),
        ]
        for seconds, sell in turns[number % 3:] + turns[:number % 3]:
            took = sell()
            # The first rounds fill caches.
            if number >= 3:
                seconds.append(took)
    ours = statistics.median(with_ledger)
    return ours, ours / statistics.median(without_triggers), ours / statistics.median(without_addon)


def _switched(shop, method, *, on):
    shop.switch_triggers(on)
    return getattr(shop, method)()
