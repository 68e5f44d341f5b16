from odoo.tests import tagged

from .selection_case import KindCase


@tagged("post_install", "-at_install")
class TestSelectionLanguage(KindCase):
    """Names that are translated are looked for in the responsible user's language, whoever refreshes the list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.germany = cls.env.ref("base.de")
        cls.germany.with_context(lang="fr_FR").name = "Allemagne"
        cls.anne.country_id = cls.germany
        cls.responsible = cls.env.ref("base.user_admin")

    def _select_in(self, lang, domain):
        """Return whom a condition selects while somebody refreshes in a language, a scheduled action in none."""
        self.company = self.company.with_context(lang=lang)
        return self._select(user=self.responsible, partner_domain=str(domain))

    def test_a_name_means_the_same_to_whoever_refreshes(self):
        for own, name in (("fr_FR", "Allemagne"), ("en_US", "Germany")):
            self.responsible.lang = own
            for lang in (None, "en_US", "fr_FR"):
                with self.subTest(own=own, lang=lang):
                    self.assertEqual(self._select_in(lang, [("country_id.name", "=", name)]), self.anne)
