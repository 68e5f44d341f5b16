import importlib.util
from datetime import date
from pathlib import Path

from odoo.addons.direct_marketing.models.purchase import live
from odoo.addons.direct_marketing.models.selection.target_criterion import TargetCriterion
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.modules.module import get_manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL
from odoo.tools.parse_version import parse_version

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


@tagged("post_install", "-at_install")
class TestMigration(TransactionCase):
    """What an upgrade does before the addon is loaded, run on the state that it finds."""

    def _migrate(self, since="19.0.1.0.0"):
        """Run what comes before loading, as an upgrade from a version does: in the order of versions."""
        self.env.flush_all()
        for path in sorted(MIGRATIONS.glob("*/pre-*.py"), key=lambda path: parse_version(path.parent.name)):
            if parse_version(path.parent.name) > parse_version(since):
                self._run(path, since)
        self.env.invalidate_all()

    def _run(self, path, since):
        spec = importlib.util.spec_from_file_location("migration", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.migrate(self.env.cr, since)

    def test_each_script_belongs_to_a_version_that_was_reached(self):
        now = parse_version(get_manifest("direct_marketing")["version"])
        for folder in MIGRATIONS.iterdir():
            with self.subTest(folder.name):
                self.assertLessEqual(parse_version(folder.name), now)
                self.assertTrue(any(path.name.startswith(("pre-", "post-", "end-")) for path in folder.glob("*.py")))

    def test_fields_learn_their_other_names(self):
        """A database of 19.0.1.0.0 has the catalogue, and no column for other names."""
        self.env.flush_all()
        fields = self.env["dm.field"].search([])
        names = {field.id: field.aliases for field in fields}
        self.assertIn("Date_ValiditeBon", self.env.ref("direct_marketing.dm_field_date_validiterbon").aliases)
        self.env.cr.execute("ALTER TABLE dm_field DROP COLUMN aliases")
        for _time in range(2):  # an upgrade that failed is begun again
            self._migrate()
        shipped = self.env["ir.model.data"].search(
            [("module", "=", "direct_marketing"), ("model", "=", "dm.field")],
        ).mapped("res_id")
        self.assertEqual(
            {field.id: field.aliases for field in fields if field.id in shipped},
            {id_: names[id_] for id_ in shipped if id_ in names},
        )

    def test_fields_of_the_voucher_learn_them_after_the_version_that_forgot_them(self):
        field = self.env.ref("direct_marketing.dm_field_codebon")
        known, field.aliases = field.aliases, False
        self._migrate(since="19.0.1.1.0")
        self.assertEqual(field.aliases, known)

    def test_a_name_that_the_shop_gave_stays(self):
        field = self.env.ref("direct_marketing.dm_field_codebon")
        field.aliases = "Patronyme"
        self._migrate()
        self.assertEqual(field.aliases, "Patronyme")

    def test_a_line_s_form_is_loaded_before_its_page_of_targets(self):
        """The form is checked with the page that the database still has, which names a column of then."""
        form = self.env.ref("direct_marketing.dm_filter_view_form")
        page = self.env.ref("direct_marketing.dm_filter_view_form_target")
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE ir_ui_view SET arch_db = '{"en_US": "<xpath expr=\\"//notebook\\" position=\\"inside\\">\
<page><field name=\\"source_target_mode\\"/></page></xpath>"}' WHERE id = %s""", [page.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            form.arch = form.arch
        self._migrate(since="19.0.1.2.0")
        form.arch = form.arch

    def test_the_ledger_learns_who_bought_first_and_last_when(self):
        """A database of 19.0.1.4.0 has purchase lines, and nothing told of them."""
        line = dict.fromkeys(live.COLUMNS, 1) | {"goods": True, "reference": "A"}
        for id_, day, quantity in ((-1, "2026-03-02", 1), (-2, "2026-03-09", 2), (-3, "2026-03-20", -1)):
            values = line | {"id": id_, "date": day, "quantity": quantity, "partner_id": 7_000_000}
            self.env.cr.execute(SQL("INSERT INTO dm_purchase_line VALUES %s", tuple(values.values())))
        self.env.cr.execute("DROP TABLE dm_purchase_span")
        for _time in range(2):
            self.env["dm.purchase"].init()
            self.env.cr.execute("SELECT first_date, last_date FROM dm_purchase_span WHERE partner_id = 7000000")
            self.assertEqual(self.env.cr.fetchall(), [(date(2026, 3, 2), date(2026, 3, 9))])

    def test_numbers_of_territories_are_judged_anew(self):
        reunion, france = self.env.ref("base.re").id, self.env.ref("base.fr").id
        seat = self.env["res.company"].create({"name": "Saint-Denis", "country_id": reunion})
        there, of_the_seat, mainland = people = self.env["res.partner"].create([
            {"name": "There", "mobile": "06 12 34 56 78", "country_id": reunion},
            {"name": "Of the seat", "mobile": "06 12 34 56 79", "company_id": seat.id},
            {"name": "Mainland", "mobile": "06 12 34 56 80", "country_id": france},
        ])
        people.flush_recordset()
        self.env.cr.execute("UPDATE res_partner SET dm_mobile = NULL WHERE id IN %s", [tuple(people.ids)])
        self._migrate(since="19.0.1.2.0")
        self.env["res.partner"]._dm_check_mobiles(SQL("(SELECT id FROM res_partner)"))
        self.env.invalidate_all()
        self.assertEqual((there.dm_mobile, of_the_seat.dm_mobile), ("+33612345678", "+33612345679"))
        self.assertFalse(mainland.dm_mobile, "judged before, and not looked at again")

    def test_who_has_no_card_has_no_points(self):
        field = self.env.ref("direct_marketing.dm_field_pointscarte")
        shipped = field.path, field.shape
        for before, after in ((("dm_card_points", "first"), shipped), (("ref", "first"), ("ref", "first"))):
            field.write(dict(zip(("path", "shape"), before, strict=True)))
            self._migrate(since="19.0.1.3.0")
            self.assertEqual((field.path, field.shape), after)

    def test_the_target_of_a_line_becomes_a_condition(self):
        """Also of a closed campaign; a line that had lost its target still stops the selection."""
        target = self.env["dm.target"].create({"name": "Regulars"})
        campaign = self.env["dm.campaign"].create({"name": "Spring", "filter_ids": [Command.create({})] * 4})
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE dm_filter ADD source_target_id int4, ADD source_target_mode varchar")
        for line, source, mode in zip(
            campaign.filter_ids, (target.id, target.id, None, None), ("in", "not_in", "in", None), strict=True,
        ):
            self.env.cr.execute(
                "UPDATE dm_filter SET source_target_id = %s, source_target_mode = %s WHERE id = %s",
                (source, mode, line.id),
            )
        self.env.cr.execute("UPDATE dm_campaign SET state = 'closed' WHERE id = %s", campaign.ids)
        for _time in range(2):  # an upgrade that failed is begun again
            self._run(MIGRATIONS / "19.0.1.3.0" / "post-target_conditions.py", "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertEqual(
            [(line.target_condition_ids.source_target_id, line.target_condition_ids.mapped("deny"))
             for line in campaign.filter_ids],
            [(target, [False]), (target, [True]), (target.browse(), [False]), (target.browse(), [])],
        )
        self.assertEqual(campaign.filter_ids[1].summary, "are not in the target “Regulars”")
        lost = campaign.filter_ids[2].target_condition_ids
        with self.assertRaises(UserError):
            TargetCriterion().check(lost)
