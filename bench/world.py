"""A made world of customers and their sales, the same at every run, as large as one likes.

About thirteen purchase lines a customer over three years, from sales orders and three tills, in 40 categories; some
customers never bought, some very often. All is computed from the row's number by PostgreSQL's hash functions, so no
random generator has a state. Written by the cluster's superuser with triggers and foreign keys off (what is made
fits together), hence to be loaded before the addon is installed, or to be followed by filling the ledger.
"""
from datetime import date

import psycopg2

from odoo.fields import Command

from devtools import cluster
from devtools.places import say

from . import people, world_sql

# The world ends on a fixed day, so that conditions with fixed dates find the same customers for ever.
LAST_DAY = date(2026, 6, 30)
DAYS = 3 * 365
TILLS = 3
FAMILIES = 8
CATEGORIES_PER_FAMILY = 4
PRODUCTS = 512
LINES_PER_CUSTOMER = 13
ORDERS_PER_CUSTOMER = 2
TICKETS_PER_CUSTOMER = 4


def fill(env, customers):
    """Fill a database without sales.

    :param env: environment of the database; committed on the way
    :param int customers: how many
    """
    ids = _create_shop(env)
    env.cr.commit()
    values = {
        **ids,
        "customers": customers,
        "orders": customers * ORDERS_PER_CUSTOMER,
        "tickets": customers * TICKETS_PER_CUSTOMER,
        "days": DAYS,
        "last_day": LAST_DAY,
        "first_names": list(people.FIRST_NAMES),
        "surnames": list(people.SURNAMES),
        "streets": list(people.STREETS),
        "towns": list(people.TOWNS),
    }
    connection = psycopg2.connect(
        dbname=env.cr.dbname, host=cluster.connection()["PGHOST"], port=cluster.connection()["PGPORT"],
        user=cluster.SUPERUSER,
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        for words, statement in world_sql.STATEMENTS:
            if words:
                say(words)
            cursor.execute(statement, values)
    connection.close()
    env.invalidate_all()


def _create_shop(env):
    """Create categories, products and tills, and return the ids that the statements need."""
    company = env.company
    families = env["product.category"].create([{"name": f"Family {number + 1}"} for number in range(FAMILIES)])
    categories = env["product.category"].create([
        {"name": f"{family.name}, part {number + 1}", "parent_id": family.id}
        for family in families for number in range(CATEGORIES_PER_FAMILY)
    ])
    products = env["product.product"].create([
        {
            "name": f"Article {number}", "categ_id": categories[number % len(categories)].id,
            "taxes_id": [Command.clear()], "list_price": 3 + number % 97, "standard_price": 2 + number % 53,
            "available_in_pos": True,
        }
        for number in range(PRODUCTS)
    ])
    method = env["pos.payment.method"].create({"name": "Paid", "company_id": company.id})
    tills = env["pos.config"].create([
        {"name": f"Till {number + 1}", "payment_method_ids": [Command.set(method.ids)]} for number in range(TILLS)
    ])
    return {
        "company": company.id, "currency": company.currency_id.id, "country": env.ref("base.fr").id,
        "user": env.ref("base.user_admin").id, "products": products.ids, "tills": tills.ids,
        "uom": products.uom_id.id, "prices": [int(price) for price in products.mapped("list_price")],
        "costs": [int(cost) for cost in products.mapped("standard_price")],
    }
