import re
from pathlib import Path

import polib

from odoo.exceptions import UserError, ValidationError
from odoo.tests import BaseCase, tagged

from .common import ShopCase

I18N = Path(__file__).resolve().parent.parent / "i18n"
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdgf%]")
TAG = re.compile(r"</?\w+[^>]*>")
SPACE = "\u00a0"
STRAIGHT = re.compile(r"\w'\w")
BARE_SIGN = re.compile(rf"[^{SPACE}\W\d]( ?)[:;!?»](?=\s|$)|«(?!{SPACE})")


def is_sms(entry):
    """Return whether a term is the text of an SMS, in which the letters of print cost more."""
    return any(place.startswith("model:dm.text,body:") for place, _line in entry.occurrences)


def french():
    """Return the French terms."""
    return polib.pofile(str(I18N / "fr.po"))


@tagged("post_install", "-at_install")
class TestTranslations(BaseCase):
    """What ``./dev terms`` wrote is translated, whole."""

    def test_every_term_has_its_french(self):
        wanted = {entry.msgid for entry in polib.pofile(str(I18N / "direct_marketing.pot"))}
        ready = {entry.msgid for entry in french().translated_entries()}
        self.assertTrue(wanted)
        self.assertFalse(wanted - ready, "run ./dev terms, then translate what it names")

    def test_what_is_filled_in_stays(self):
        for entry in french():
            for pattern in (PLACEHOLDER, TAG):
                with self.subTest(entry.msgid):
                    self.assertEqual(sorted(pattern.findall(entry.msgstr)), sorted(pattern.findall(entry.msgid)))

    def test_french_is_set_as_french_is(self):
        for entry in filter(lambda each: not is_sms(each), french()):
            with self.subTest(entry.msgstr):
                self.assertNotRegex(entry.msgstr, STRAIGHT, "the apostrophe is ’")
                self.assertNotRegex(entry.msgstr, BARE_SIGN, "a space that does not break stands before : ; ! ? »")
                self.assertNotRegex(entry.msgstr, "[“”]", "quotes are « »")


@tagged("post_install", "-at_install")
class TestFrench(ShopCase):
    """What a French user reads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"].search([("name", "=", "direct_marketing")])._update_translations(["fr_FR"])
        cls.env = cls.env(context={**cls.env.context, "lang": "fr_FR"})
        cls.company = cls.company.with_env(cls.env)
        cls.company.currency_id = cls.env.ref("base.EUR")

    def _summary(self, **values):
        campaign = self.env["dm.campaign"].create({"name": "Soldes", "filter_ids": [(0, 0, values)]})
        return campaign.filter_ids.summary.replace("\u202f", " ").replace(SPACE, " ")

    def test_labels_and_choices(self):
        labels = self.env["dm.campaign"].fields_get(["send_date", "closing_date", "start_with", "customer_count"])
        self.assertEqual(labels["send_date"]["string"], "Date d’expédition")
        self.assertEqual(labels["closing_date"]["string"], "Date de clôture")
        self.assertEqual(labels["customer_count"]["string"], "Nombre de clients")
        self.assertEqual(labels["start_with"]["selection"], [("none", "Aucun client"), ("all", "Tous les clients")])

    def test_the_form(self):
        arch = self.env["dm.campaign"].get_view(view_type="form")["arch"]
        for words in ("Ajouter des clients", "Retirer des clients", "Liste des clients du mailing", "Clôturer"):
            self.assertIn(words, arch)
        self.assertNotIn("Customers", arch)

    def test_records_that_are_installed(self):
        self.assertEqual(self.env.ref("direct_marketing.dm_channel_post").name, "Courrier postal")
        self.assertEqual(self.env.ref("direct_marketing.dm_field_codepostal").name, "Code postal")
        self.assertEqual(self.env.ref("direct_marketing.dm_campaign_trash_menu").name, "Corbeille")

    def test_purchases_in_words(self):
        shoes = self.env["product.category"].create({"name": "Chaussures"})
        period = {"purchase_date_from": "2026-03-01", "purchase_date_to": "2026-05-31", "categ_ids": [(4, shoes.id)]}
        self.assertEqual(
            self._summary(purchase_mode="bought", purchase_min_amount=200, **period),
            "ont acheté ≥ 200 € de Chaussures du 1er mars au 31 mai 2026",
        )
        self.assertEqual(
            self._summary(purchase_mode="not_bought", **period),
            "n’ont pas acheté Chaussures du 1er mars au 31 mai 2026",
        )
        self.assertEqual(
            self._summary(purchase_mode="bought", purchase_min_tickets=1, purchase_max_pieces=1.5,
                          purchase_last_days=90),
            "ont acheté ≥ 1 ticket, ≤ 1,5 pièces dans les 90 derniers jours",
        )

    def test_customers_in_words(self):
        names = ["city", "zip", "birthdate_date", "category_id", "country_id"]
        labels = {name: values["string"] for name, values in self.env["res.partner"].fields_get(names).items()}
        country = self.env["res.country"].fields_get(["name"])["name"]["string"]
        self.assertEqual(
            self._summary(partner_domain=(
                "['&', ('dm_accepts_mailing', '=', True),"
                " '|', ('city', 'ilike', 'Pau'), ('birthdate_date', '>=', '1990-12-31')]"
            )),
            "Le client souhaite recevoir les mailings : oui et "
            "({city} contient Pau ou {birthdate_date} ≥ 31 décembre 1990)".format(**labels),
        )
        family = self.env["res.partner.category"].create({"name": "Mariage"})
        self.assertEqual(
            self._summary(partner_domain=f"['!', ('category_id', 'in', [{family.id}])]"),
            f"{labels['category_id']} ≠ Mariage",
        )
        self.assertEqual(
            self._summary(partner_domain="['|', ('zip', '=ilike', '64%'), ('zip', '=like', '_0%')]"),
            "{zip} commence par 64 ou {zip} ressemble à _0%".format(**labels),
        )
        self.assertEqual(
            self._summary(partner_domain="[('country_id.name', '!=', False)]"),
            f"{labels['country_id']} › {country} n’est pas vide",
        )

    def test_other_conditions_in_words(self):
        born = self.env["res.partner"].fields_get(["birthdate_date"])["birthdate_date"]["string"]
        for condition, told in (
            ({"kind": "permission", "permission_channel": "sms", "permission_answer": "refused"},
             "refusent d’être contactés (SMS)"),
            ({"kind": "voucher"}, "ont reçu un bon cadeau"),
            ({"kind": "campaign", "campaign_outcome": "returned", "date_from": "2026-03-01"},
             "sont revenus après au moins une campagne expédiée depuis le 1er mars 2026"),
            ({"kind": "anniversary", "anniversary_mode": "next", "next_days": 1},
             f"{born} aujourd’hui ou demain"),
        ):
            with self.subTest(told):
                self.assertEqual(self._summary(condition_ids=[(0, 0, condition)]), told)

    def test_who_would_join_or_leave_a_frozen_list_is_told_of_one_as_of_many(self):
        for joining, leaving, told in (
            (1, 1, "Avec la sélection d’aujourd’hui : 1 à ajouter, 1 à retirer."),
            (2, 0, "Avec la sélection d’aujourd’hui : 2 à ajouter."),
            (0, 1, "Avec la sélection d’aujourd’hui : 1 à retirer."),
        ):
            campaign = self.env["dm.campaign"].create({
                "name": "Soldes", "frozen_date": "2026-03-01 12:00:00", "joining_count": joining,
                "leaving_count": leaving,
            })
            self.assertEqual(campaign.frozen_sentence.partition(". ")[2].replace(SPACE, " "), told)

    def test_errors_say_what_to_do(self):
        with self.assertRaisesRegex(ValidationError, "le 01/03/2026, avant son expédition le 15/03/2026"):
            self.env["dm.campaign"].create({
                "name": "Soldes", "send_date": "2026-03-15", "closing_date": "2026-03-01",
            })
        campaign = self.env["dm.campaign"].create({"name": "Soldes"})
        with self.assertRaisesRegex(UserError, rf"Renseignez d’abord la date d’expédition de «{SPACE}Soldes{SPACE}»"):
            campaign.action_finish()
        with self.assertRaisesRegex(UserError, rf"vouliez-vous dire «{SPACE}Prenom{SPACE}»{SPACE}\?"):
            self.env["dm.field"]._find(["Prenon"])

    def test_results_speak_of_the_mailing(self):
        customer = self._customer()
        self._order(customer, self._product(price=1200), "2026-03-16")
        campaign = self.env["dm.campaign"].create({
            "name": "Soldes", "send_date": "2026-03-15", "start_with": "all", "state": "ready",
        })
        campaign.action_refresh_selection()
        campaign.action_refresh_results()
        table = campaign.get_result_table()
        rows = {row["measure"]: row for row in table["currencies"][0]["rows"]}
        self.assertEqual(rows["real"]["label"], f"C.A sur le mailing en{SPACE}€")
        self.assertEqual(rows["margin_total"]["label"], f"Marge de sortie cumulée totale en{SPACE}€")
        self.assertRegex(table["buckets"][0]["title"], r"^Semaine 11, du 09/03/2026 au 15/03/2026$")
