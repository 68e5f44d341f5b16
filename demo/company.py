"""The company itself: where it is, its currency and taxes, its price lists, its people."""
import datetime as dt

from odoo.fields import Command

from .goods import SALES_DISCOUNTS
from .sales import franc

# Login and password, name, groups.
STAFF = (
    ("manager", "Marianne Sallaberry", (
        "direct_marketing.group_manage", "sales_team.group_sale_manager", "point_of_sale.group_pos_manager",
        "fleet.fleet_group_manager", "base.group_partner_manager", "base.group_allow_export",
    )),
    ("editor", "Étienne Dartigue", (
        "direct_marketing.group_edit", "sales_team.group_sale_salesman_all_leads", "base.group_allow_export",
        "base.group_partner_manager", "fleet.fleet_group_user",
    )),
    ("consult", "Colette Pédebidou", (
        "direct_marketing.group_consult", "sales_team.group_sale_salesman_all_leads", "base.group_allow_export",
    )),
    ("till", "Théo Lanusse", ("point_of_sale.group_pos_user",)),
)


def settle(env):
    """Give the company its name, address, currency, chart of accounts and tax.

    :return: the company, and the tax of 20 % that its prices contain
    :rtype: tuple
    """
    company = env.company
    (env.ref("base.EUR") | env.ref("base.CHF")).active = True
    company.write({
        "name": "Maison Belrive", "street": "14 rue du Hédas", "zip": "64000", "city": "Pau",
        "country_id": env.ref("base.fr").id, "phone": "05 36 49 10 20", "email": "bonjour@example.fr",
        "website": "https://www.example.fr", "dm_tz": "Europe/Paris",
        "tax_calculation_rounding_method": "round_per_line",
    })
    env["stock.warehouse"].search([("company_id", "=", company.id)]).name = "Entrepôt de Pau"
    if company.currency_id != env.ref("base.EUR") and not company._existing_accounting():
        company.currency_id = env.ref("base.EUR")
    if company.chart_template != "fr" and env["ir.module.module"]._get("l10n_fr_account").state == "installed":
        company.account_price_include = "tax_included"
        env["account.chart.template"].try_loading("fr", company)
    features = ("product.group_product_pricelist", "sale.group_discount_per_so_line")
    env.ref("base.group_user").implied_ids = [Command.link(env.ref(name).id) for name in features]
    return company, _value_added_tax(env, company)


def _value_added_tax(env, company):
    """Return the French normal rate, contained in prices; without the French chart there is none yet."""
    taxes = env["account.tax"].search([
        *env["account.tax"]._check_company_domain(company), ("type_tax_use", "=", "sale"),
        ("amount_type", "=", "percent"), ("amount", "=", 20),
    ])
    contained = taxes.filtered("price_include")[:1]
    return contained or env["account.tax"].create({
        "name": "TVA 20 % incluse", "amount": 20, "type_tax_use": "sale", "price_include_override": "tax_included",
        "company_id": company.id,
    })


def quote_francs(env, company, first, today):
    """Note the rate of the Swiss franc on the first day of each month."""
    day, rates = first.replace(day=1), []
    while day <= today:
        rates.append({"name": day, "currency_id": env.ref("base.CHF").id, "rate": franc(day), "company_id": company.id})
        day = (day + dt.timedelta(days=32)).replace(day=1)
    env["res.currency.rate"].create(rates)


def price_lists(env, company, categories, periods):
    """Create the three price lists; the sales are dated lines of the shops' one.

    :param dict categories: product categories by key of ``goods.FAMILIES``
    :param list periods: first and last day of each sales
    :return: the price lists ``shop``, ``firm``, ``francs``
    :rtype: dict
    """
    lists = env["product.pricelist"].create([
        {"name": "Tarif boutique", "sequence": 1, "company_id": company.id, "currency_id": company.currency_id.id,
         "item_ids": _sales_items(categories, periods)},
        {"name": "Tarif entreprises", "sequence": 20, "company_id": company.id, "currency_id": company.currency_id.id,
         "item_ids": [Command.create(_reduction(10))]},
        {"name": "Tarif suisse (CHF)", "sequence": 30, "company_id": company.id,
         "currency_id": env.ref("base.CHF").id, "item_ids": [Command.create(_reduction(0))],
         "country_group_ids": [Command.create({
             "name": "Suisse", "country_ids": [Command.link(env.ref("base.ch").id)],
         })]},
    ])
    return dict(zip(("shop", "firm", "francs"), lists, strict=True))


def _sales_items(categories, periods):
    return [
        Command.create({
            **_reduction(cut), "applied_on": "2_product_category", "categ_id": categories[key].id,
            "date_start": dt.datetime.combine(first, dt.time()),
            "date_end": dt.datetime.combine(last, dt.time(21, 59)),
        })
        for first, last in periods for key, cut in SALES_DISCOUNTS.items()
    ]


def _reduction(percent):
    """A formula, not a percentage: Odoo shows the reduced price itself, and no discount beside it."""
    return {"applied_on": "3_global", "base": "list_price", "compute_price": "formula", "price_discount": percent}


def hire(env, company):
    """Create the users who can log in, their password being their login.

    :return: users by login
    :rtype: dict
    """
    env["res.lang"]._activate_lang("fr_FR")
    (env.ref("base.user_admin") | env.user).write({"lang": "fr_FR", "tz": "Europe/Paris"})
    users = env["res.users"].with_context(no_reset_password=True, mail_create_nosubscribe=True).create([
        {
            "login": login, "password": login, "name": name, "email": f"{login}@example.com", "lang": "fr_FR",
            "tz": "Europe/Paris", "company_id": company.id, "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.link(env.ref(group).id) for group in ("base.group_user", *groups)],
        }
        for login, name, groups in STAFF
    ])
    return {user.login: user for user in users}
