import itertools

from odoo.addons.direct_marketing.models.customer.household import household_key
from odoo.tests import tagged
from odoo.tools import SQL

from .common import ShopCase

POSTCODES = ("64000", "64 000", "B-1000", "", None)
STREETS = (
    "12 bis, av. de la République", "12B AVENUE DE LA REPUBLIQUE", "Rue de la Loi 16", "16, r. de la Loi", "16 A rue X",
    "n° 7 bd St-Michel", "7 Boulevard Saint Michel", "3 rue du 8 Mai 1945", "rue du 8 mai 1945 12", "Le Bourg",
    "rue de l’Église", "Bahnhofstrasse 12a", "BP 12", "…", "", None, "12/14 pl. d'Armes", "Straße 4 ter", "4t Strasse",
)
SECOND_LINES = (None, "Appt 3", "12 rue des Fleurs")
SURNAMES = ("Durand", "D'Hondt", "d hondt", "Sœur", "Le Gall", "ÉLAN", "élan", "-", "Müller & Fils")


@tagged("post_install", "-at_install")
class TestCustomerHousehold(ShopCase):

    def test_the_database_says_what_python_says(self):
        people = self.env["res.partner"].create([
            {"lastname": surname, "zip": postcode, "street": street, "street2": street2}
            for postcode, street, surname, street2 in itertools.product(POSTCODES, STREETS, SURNAMES, SECOND_LINES)
        ])
        self.env.flush_all()
        keys = dict(self.env.execute_query(SQL(
            "SELECT p.id, %s FROM res_partner p WHERE p.id = ANY(%s)",
            self.env["res.partner"]._dm_household_sql(SQL.identifier("p")), people.ids,
        )))
        for person in people:
            with self.subTest(f"{person.zip} {person.street} {person.lastname}"):
                self.assertEqual(keys[person.id], household_key(
                    person.zip, person.street, person.lastname, person.street2,
                ))

    def test_a_box_stands_for_a_missing_street(self):
        person = self._customer("Durand", zip="64000", street2="BP 12")
        [[key]] = self.env.execute_query(SQL(
            "SELECT %s FROM res_partner p WHERE p.id = %s",
            self.env["res.partner"]._dm_household_sql(SQL.identifier("p")), person.id,
        ))
        self.assertEqual(key, "64000|durand|12 bp")

    def test_houses_of_a_street_that_has_its_number_in_the_second_line(self):
        """A name of a residence does not make everybody of that surname a household."""
        people = self.env["res.partner"].create([
            {"lastname": "Durand", "zip": "64000", "street": "Résidence Les Pins", "street2": street2}
            for street2 in ("12 rue des Fleurs", "40 rue des Fleurs", "12, r. des fleurs")
        ])
        self.env.flush_all()
        here, there, too = [key for key, in self.env.execute_query(SQL(
            "SELECT %s FROM res_partner p WHERE p.id = ANY(%s) ORDER BY p.id",
            self.env["res.partner"]._dm_household_sql(SQL.identifier("p")), people.ids,
        ))]
        self.assertEqual(here, too)
        self.assertNotEqual(here, there)
