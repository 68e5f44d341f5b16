from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .test_selection_target import TargetCase


@tagged("post_install", "-at_install")
class TestTargetList(TargetCase):
    """The list of a target: columns, order, search, and what a user may see of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor = cls._user("edit")
        cls.editor.group_ids |= cls.env.ref("fleet.fleet_group_manager")
        cls.target = cls._target(cls._town("Pau", "Lyon", "Lille")).with_user(cls.editor)

    def _list(self, target=None, **options):
        return [row["values"] for row in (target or self.target).get_rows(**options)["rows"]]

    def test_the_usual_columns_and_order(self):
        result = self.target.get_rows()
        codes = [column["code"] for column in result["columns"]]
        self.assertEqual(codes, ["Ident", "Nom", "Prenom", "CodePostal", "Ville"])
        names = [row["values"][1:3] for row in result["rows"]]
        self.assertEqual(names, [["Lille", "Léa"], ["Lyon", "Luc"], ["Pau", "Anne"]])
        self.assertEqual(result["row_count"], 3)

    def test_columns_are_those_of_field_ids_in_their_order(self):
        codes = self.env["dm.field"]._find(["Ville", "Nom"])
        self.target.field_ids = [Command.set(codes.ids)]
        self.assertEqual(self._list(limit=1), [["Lille", "Lille"]])
        self.assertEqual(self.target.columns, [{"code": "Ville"}, {"code": "Nom"}])
        self.assertEqual(self.target.field_ids, codes)
        self._refused(lambda: self.target.write({"columns": [{"code": "Immatriculation"}]}), "Immatriculation")
        self._refused(lambda: self.target.write({"columns": ["Nom"]}), "list of codes")

    def test_sorted_by_any_column_without_regard_to_accents(self):
        self.lea.write({"firstname": "Élodie", "lastname": "Zed", "zip": False})
        self.anne.write({"firstname": "eric", "lastname": "zed"})
        shown = [{"code": "Prenom"}]
        for sort, expected in (
            ([{"code": "Nom"}, {"code": "Prenom"}], ["Luc", "Élodie", "eric"]),
            ([{"code": "Nom"}, {"code": "Prenom", "descending": True}], ["Luc", "eric", "Élodie"]),
            ([{"code": "CodePostal", "descending": True}], ["Luc", "eric", "Élodie"]),
            ([{"code": "CodePostal"}, {"code": "CodePostal", "descending": True}], ["eric", "Luc", "Élodie"]),
            ([{"code": "Pays"}, {"code": "NumeroClient", "descending": True}], ["Élodie", "Luc", "eric"]),
            ([{"code": "jj1"}, {"code": "Departement"}, {"code": "Ident"}], ["eric", "Luc", "Élodie"]),
        ):
            with self.subTest(sort):
                found = [values[0] for values in self._list(sort=sort, columns=shown)]
                self.assertEqual(found, expected)
        self._refused(lambda: self.target.get_rows(sort=[{"code": "Famille"}]), "cannot be put")

    def test_search_and_pages(self):
        self.luc.email = "luc@example.com"
        for text, expected in (
            ("anne", ["Pau"]), ("LUC@", ["Lyon"]), ("59", ["Lille"]), ("9", []), ("", ["Lille", "Lyon", "Pau"]),
        ):
            with self.subTest(text):
                found = self._list(search=text, columns=[{"code": "Ville"}])
                self.assertEqual([values[0] for values in found], expected)
        self.assertEqual(len(self._list(limit=2)), 2)
        self.assertEqual([values[1] for values in self._list(offset=2, limit=2)], ["Pau"])

    def test_vehicles_with_their_columns(self):
        self._vehicle(self.clio, self.anne, license_plate="AB-2", acquisition_date="2004-05-05")
        self._vehicle(self.laguna, self.anne, license_plate="AB-1", acquisition_date="1992-02-17")
        target = self._target(self._town("Pau"), name="Cars", model_id=self.env["ir.model"]._get_id("fleet.vehicle"))
        target = target.with_user(self.editor)
        sort = [{"code": "DateMEC"}]
        self.assertEqual(
            [values[3:] for values in self._list(target, sort=sort)],
            [["64000", "Pau", "AB-1", "Make", "LAGUNA", "02/17/1992"],
             ["64000", "Pau", "AB-2", "Make", "CLIO", "05/05/2004"]],
        )
        target.sort = sort
        self.assertEqual([values[5] for values in self._list(target, search="AB-2")], ["AB-2"])
        target.link = False
        self.assertEqual([column["code"] for column in target.columns][-1], "Ville")
        self.assertFalse(target.sort)

    def test_search_as_people_write(self):
        self.luc.write({
            "firstname": "Luc", "lastname": "Dupont", "mobile": "07 66 48 19 70",
            "country_id": self.env.ref("base.fr").id,
        })
        self._vehicle(self.clio, self.luc, license_plate="AB-123-CD")
        cars = self._target(
            self._with_vehicle("CLIO"), model_id=self.env["ir.model"]._get_id("fleet.vehicle"), name="Cars",
        ).with_user(self.editor)
        for target in (self.target, cars):
            for text in (
                "Luc Dupont", "dupont luc", "0766481970", "07.66.48.19.70", "+33 766481970", "6648197", "lyon luc",
                "+33 (0)7 66 48 19 70", "Dupont, Luc",
            ):
                with self.subTest(text, target=target.name):
                    self.assertEqual(target.get_rows(search=text)["row_count"], 1)
        for text in ("Dupont Anne", "07 66 48 19 71", "Dupont Laguna", "%", "_"):
            self.assertEqual(cars.get_rows(search=text)["row_count"], 0, text)
        for text in ("dupont clio AB-123", "AB123CD", "ab 123 cd"):
            self.assertEqual(cars.get_rows(search=text)["row_count"], 1, text)

    def test_what_a_user_may_not_see(self):
        self._vehicle(self.clio, self.anne)
        cars = self._target(self._town("Pau"), name="Cars", model_id=self.env["ir.model"]._get_id("fleet.vehicle"))
        with self.assertRaises(AccessError):
            cars.with_user(self._user("consult")).get_rows()
        self.env["ir.rule"].create({
            "name": "Some contacts only", "model_id": self.env.ref("base.model_res_partner").id,
            "domain_force": "[('city', '!=', 'Pau')]", "groups": [Command.link(self.env.ref("base.group_user").id)],
        })
        self.assertFalse(self.target.sudo().get_rows()["hidden"])
        self.assertEqual([values[4] for values in self._list()], ["Lille", "Lyon"])
        self.assertEqual(self.target.get_rows()["row_count"], 2)
        for search in ("", "nobody is called like that"):
            self.assertIn("1 row of this list is not shown", self.target.get_rows(search=search)["hidden"])
        with self.assertRaises(AccessError):
            self.target.with_user(self._user("base.group_partner_manager")).get_rows()

    def test_as_many_queries_for_many_rows(self):
        def count(limit):
            self.env.invalidate_all()
            with self.assertQueryCount(60):
                before = self.env.cr.sql_log_count
                self.target.get_rows(limit=limit)
                return self.env.cr.sql_log_count - before
        count(3)
        self.assertEqual(count(1), count(3))

    def test_vehicles_by_their_kilometres(self):
        for plate, kilometres in (("BB-2", 90000), ("AA-1", 120000), ("CC-3", 0)):
            self._vehicle(self.clio, self.anne, license_plate=plate, odometer=kilometres)
        cars = self._target(
            self._with_vehicle("CLIO"), model_id=self.env["ir.model"]._get_id("fleet.vehicle"), name="Cars",
            columns=[{"code": "Immatriculation"}, {"code": "Vehicules"}],
        ).with_user(self.editor)
        for descending, expected in ((True, ["AA-1", "BB-2", "CC-3"]), (False, ["CC-3", "BB-2", "AA-1"])):
            sort = [{"code": "Kilometrage", "descending": descending}]
            self.assertEqual([values[0] for values in self._list(cars, sort=sort)], expected)
        self.assertEqual([column["sortable"] for column in cars.get_rows()["columns"]], [True, False])

    # === WHAT A SEARCH FINDS === #

    def test_strike_and_take_back_what_a_search_finds(self):
        self.target.strike(self.target.row_ids.filtered(lambda row: row.partner_id == self.lea).ids)
        self.target.strike_found("pau")
        self.assertEqual(self._customers(self.target), self.luc)
        self.target.take_back_found("pau")
        self.assertEqual(self._customers(self.target), self.anne | self.luc, "Léa was struck out one by one")
        self.target.strike_found("nobody at all")
        self.assertEqual(self.target.struck_count, 1)

    def test_strike_the_records_that_a_search_finds(self):
        old, new = (
            self._vehicle(self.clio, self.anne, license_plate=plate) for plate in ("AA-111-AA", "BB-222-BB")
        )
        cars = self._target(
            self._with_vehicle("CLIO"), model_id=self.env["ir.model"]._get_id("fleet.vehicle"), name="Cars",
        ).with_user(self.editor)
        cars.strike_found("AA-111", only_row=True)
        self.assertEqual(self._records(cars), new)
        cars.strike_found("BB-222")
        self.assertFalse(self._records(cars))
        cars.take_back_found("AA-111", only_row=True)
        self.assertEqual(self._records(cars), old | new, "Anne herself was struck out with the other car")
