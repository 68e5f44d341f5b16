"""Campaigns computed before margins were compared within bounds keep their figures: they were compared as they were."""


def migrate(cr, _version):
    """Fill the new columns, also of closed campaigns, whose figures nobody computes again."""
    cr.execute("UPDATE dm_result_group SET margin_capped = margin + voucher_discount WHERE margin_capped IS NULL")
