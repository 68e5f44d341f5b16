"""Parts that both kinds of order lines need."""
from odoo.tools import SQL

PAYMENT_PROGRAMS = ("gift_card", "ewallet")


def payment_products():
    """Return a SELECT of the products whose sale fills a gift card or an e-wallet."""
    return SQL(
        """
        SELECT rel.product_product_id
        FROM loyalty_rule_product_product_rel AS rel
        JOIN loyalty_rule AS rule ON rule.id = rel.loyalty_rule_id
        JOIN loyalty_program AS program ON program.id = rule.program_id
        WHERE program.program_type IN %s
        """, PAYMENT_PROGRAMS,
    )


def payment_rewards():
    """Return a SELECT of the rewards that pay with a gift card or an e-wallet."""
    return SQL(
        """
        SELECT reward.id
        FROM loyalty_reward AS reward
        JOIN loyalty_program AS program ON program.id = reward.program_id
        WHERE program.program_type IN %s
        """, PAYMENT_PROGRAMS,
    )


def catalogue_today():
    """Return today's catalogue price of the variant ``product`` of ``template``, in the company's currency."""
    return SQL(
        """
        template.list_price + COALESCE((
            SELECT sum(value.price_extra)
            FROM product_variant_combination AS combination
            JOIN product_template_attribute_value AS value
                ON value.id = combination.product_template_attribute_value_id
            WHERE combination.product_product_id = product.id
        ), 0)
        """
    )


def tax_factor(taxes):
    """Return by what a line's price grows when its taxes are added: those in percent that prices do not include.

    :param Field taxes: the many2many field of taxes of the line ``l``
    """
    return SQL(
        """
        (
            SELECT 1 + COALESCE(sum(tax.amount), 0) / 100
            FROM %(relation)s AS rel
            JOIN account_tax AS tax ON tax.id = rel.%(tax)s
            JOIN res_company AS company ON company.id = tax.company_id
            WHERE rel.%(line)s = l.id AND tax.amount_type = 'percent'
                AND COALESCE(tax.price_include_override, company.account_price_include) IS DISTINCT FROM 'tax_included'
        )
        """,
        relation=SQL.identifier(taxes.relation), tax=SQL.identifier(taxes.column2), line=SQL.identifier(taxes.column1),
    )
