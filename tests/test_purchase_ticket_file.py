import gzip
import shutil
import tempfile
from pathlib import Path

from odoo import fields
from odoo.tests import TransactionCase, tagged

from ..bench import tickets
from ..bench.ticket_file import TicketError
from . import reading

HEAD = "InvoiceNo,InvoiceDate,CustomerID,Country,Quantity,UnitPrice\n"
GOOD = "536365,12/1/2010 8:26,17850,United Kingdom,40,3.91\n"


@tagged("post_install", "-at_install")
class TestTicketFile(TransactionCase):
    """The loader of real tickets: small files, good and bad, that a shop may give it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = tickets.make_company(cls.env)
        cls.folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)

    def load(self, content):
        path = self.folder / "tickets.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tickets.load(self.env, path, self.company)

    def orders(self, *invoices):
        return self.env["pos.order"].search(
            [("company_id", "=", self.company.id), ("pos_reference", "in", invoices)], order="date_order, id",
        )

    def assert_refused(self, content, *words):
        """Check that the file is refused in a sentence with these words, and that nothing was written."""
        count = self.env["pos.order"].search_count([("company_id", "=", self.company.id)])
        with self.assertRaises(TicketError) as caught:
            self.load(content)
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertEqual(self.env["pos.order"].search_count([("company_id", "=", self.company.id)]), count)
        self.assertFalse(self.env["res.partner"].search_count([("company_id", "=", self.company.id)]))

    def test_ticket_becomes_paid_order(self):
        loaded = self.load(HEAD + GOOD)
        self.assertEqual(loaded, (1, 1))
        order = self.orders("536365")
        self.assertEqual(order.state, "done")
        self.assertEqual(order.currency_id.name, "GBP")
        self.assertEqual(order.session_id.state, "closed")
        self.assertEqual(order.lines.qty, 40)
        self.assertEqual(order.lines.product_id.taxes_id.ids, [])
        self.assertEqual([order.amount_total, order.amount_paid, sum(order.payment_ids.mapped("amount"))], [156.4] * 3)
        self.assertEqual(order.margin, 156.4)

    def test_customer_is_a_whole_contact(self):
        self.load(HEAD + GOOD.replace("17850", "13047"))
        customer = self.orders("536365").partner_id
        self.assertEqual(customer.ref, "13047")
        self.assertEqual(customer.commercial_partner_id, customer)
        self.assertEqual(customer.complete_name, f"{customer.firstname} {customer.lastname}")
        self.assertEqual(customer.email_normalized, customer.email)
        self.assertEqual(customer.phone_sanitized, customer.mobile)
        self.assertEqual(customer.country_id.code, "GB")
        self.assertTrue(customer.street and customer.zip and customer.city and customer.customer_rank)

    def test_second_file_knows_the_customers(self):
        self.load(HEAD + GOOD)
        self.assertEqual(self.load(HEAD + GOOD.replace("536365", "536366")), (1, 0))
        self.assertEqual(len(self.orders("536365", "536366").partner_id), 1)

    def test_clock_of_the_shop_follows_the_sun(self):
        self.load(HEAD + GOOD + "2,7/1/2011 0:30,17850,United Kingdom,1,1\n")
        self.assertEqual(self.orders("536365").date_order, fields.Datetime.to_datetime("2010-12-01 08:26:00"))
        self.assertEqual(self.orders("2").date_order, fields.Datetime.to_datetime("2011-06-30 23:30:00"))

    def test_amount_rounds_half_up_and_price_stays_uncut(self):
        self.load(HEAD + "1,1/3/2011 9:00,1,France,5,1.005\nC2,1/3/2011 9:01,1,France,-5,1.00510001\n")
        sale, refund = self.orders("1", "C2")
        self.assertEqual(sale.lines.price_subtotal_incl, 5.03)
        self.assertEqual(refund.lines.price_subtotal_incl, -5.03)
        self.env.cr.execute("SELECT price_unit::text FROM pos_order_line WHERE id = %s", [refund.lines.id])
        self.assertEqual(self.env.cr.fetchone(), ("1.00510001",))

    def test_same_invoice_twice_is_two_tickets(self):
        self.load(HEAD + GOOD + GOOD)
        self.assertEqual(len(self.orders("536365")), 2)

    def test_anonymous_and_priceless_tickets_stay(self):
        self.load(HEAD + "1,1/3/2011 9:00,(blank),Unspecified,-9,0\nA2,1/3/2011 9:01,(blank),EIRE,1,-11062.06\n")
        orders = self.orders("1", "A2")
        self.assertFalse(orders.partner_id)
        self.assertEqual(orders.mapped("amount_total"), [0, -11062.06])

    def test_bad_files_are_refused_in_a_sentence(self):
        for content, words in (
            (HEAD + GOOD + GOOD.replace("12/1/2010", "13/1/2010"), ("Line 3", "InvoiceDate", "13/1/2010")),
            (HEAD + GOOD.replace("40", "forty"), ("Line 2", "Quantity", "forty")),
            (HEAD + GOOD.replace("3.91", "NaN"), ("Line 2", "UnitPrice", "NaN")),
            (HEAD + GOOD.replace("3.91", "3,91"), ("Line 2", "cells")),
            (HEAD + GOOD.replace("17850", "Smith"), ("Line 2", "CustomerID", "Smith")),
            (HEAD + GOOD + GOOD.replace("United Kingdom", "Atlantis"), ("Line 3", "country", "Atlantis")),
            (HEAD + GOOD.replace("536365", ""), ("Line 2", "InvoiceNo")),
            (HEAD + GOOD + "536366,12/1/2010 8:28\n", ("Line 3", "cells")),
            (HEAD.replace("Country,", "") + GOOD, ("Line 1", "Country", "missing")),
            ("", ("Line 1", "missing")),
            (HEAD, ("no ticket",)),
            ((HEAD + GOOD).encode() + "5,12/1/2010 8:26,1,Österreich,1,1\n".encode("latin-1"), ("Line 3", "UTF-8")),
        ):
            with self.subTest(content=content):
                self.assert_refused(content, *words)

    def test_prices_of_another_currency_are_refused(self):
        path = self.folder / "tickets.csv"
        path.write_text(HEAD + GOOD)
        with self.assertRaisesRegex(TicketError, "EUR.*GBP"):
            tickets.load(self.env, path, self.company, currency="EUR")
        self.assertFalse(self.orders("536365"))

    def test_missing_or_broken_archive_is_refused(self):
        path = self.folder / "tickets.csv.gz"
        with self.assertRaisesRegex(TicketError, "cannot be read"):
            tickets.load(self.env, path, self.company)
        path.write_bytes(gzip.compress((HEAD + GOOD).encode())[:-9])
        with self.assertRaisesRegex(TicketError, "gzip"):
            tickets.load(self.env, path, self.company)


@tagged("post_install", "-at_install")
class TestRealTickets(TransactionCase):
    """The real file in the till's journal: Odoo's own report agrees with the independent reading."""

    def test_report_of_the_till_agrees(self):
        company = tickets.make_company(self.env)
        loaded = tickets.load(self.env, reading.FILE, company)
        rows = reading.rows()
        self.assertEqual(loaded, (len(rows), len({row.customer for row in rows if row.customer})))
        domain = [("company_id", "=", company.id)]
        [(total, margin, pieces, count)] = self.env["report.pos.order"]._read_group(
            domain, [], ["price_total:sum", "margin:sum", "product_qty:sum", "__count"],
        )
        expected = sum(row.amount for row in rows)
        self.assertEqual([round(total, 2), round(margin, 2)], [float(expected)] * 2)
        self.assertEqual([pieces, count], [sum(row.pieces for row in rows), len(rows)])
        anonymous = self.env["pos.order"].search_count([*domain, ("partner_id", "=", False)])
        self.assertEqual(anonymous, sum(not row.customer for row in rows))
