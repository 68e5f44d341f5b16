from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestRights(TransactionCase):

    def test_groups_imply_each_other(self):
        manage = self.env.ref("direct_marketing.group_manage")
        self.assertIn(self.env.ref("direct_marketing.group_consult"), manage.all_implied_ids)
