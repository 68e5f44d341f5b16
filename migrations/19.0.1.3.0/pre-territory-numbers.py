"""Judge the numbers of overseas territories anew: one of the mainland, or of another territory, is understood now."""


def migrate(cr, _version):
    """Mark the contacts as never judged; whoever needs their numbers judges them, and a scheduled action does."""
    cr.execute(
        """UPDATE res_partner p SET dm_mobile_checked = NULL
            WHERE (p.mobile IS NOT NULL OR p.phone IS NOT NULL) AND p.dm_mobile_checked
              AND COALESCE(
                      p.country_id,
                      (SELECT seat.country_id FROM res_company company JOIN res_partner seat
                           ON seat.id = company.partner_id WHERE company.id = p.company_id),
                      (SELECT seat.country_id FROM res_company company JOIN res_partner seat
                           ON seat.id = company.partner_id ORDER BY company.id LIMIT 1)
                  ) IN (SELECT id FROM res_country WHERE code IN ('GP', 'MQ', 'GF', 'RE', 'YT'))"""
    )
