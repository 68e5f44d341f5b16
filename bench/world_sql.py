"""The statements that make the world of ``world.py``, in order: (what to tell, SQL with named parameters).

``pg_temp.part(n, salt)`` is the die: a number from 0 to 1 that depends on the row and on what is asked, and on nothing
else.
"""

_PREPARE = """
SET session_replication_role = replica;
SET jit = off;
SET synchronous_commit = off;
SET work_mem = '256MB';
CREATE FUNCTION pg_temp.part(n bigint, salt integer) RETURNS double precision IMMUTABLE LANGUAGE sql AS
    $$ SELECT (hashint8extended(n, salt) & 1073741823) / 1073741824.0::double precision $$;
CREATE FUNCTION pg_temp.pick(words text[], n bigint, salt integer) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT words[1 + floor(pg_temp.part(n, salt) * array_length(words, 1))::integer] $$;
CREATE TEMPORARY TABLE dm_base AS
    SELECT (SELECT max(id) FROM res_partner) AS partner,
           (SELECT COALESCE(max(id), 0) FROM sale_order) AS sale_order,
           (SELECT COALESCE(max(id), 0) FROM pos_order) AS pos_order,
           (SELECT COALESCE(max(id), 0) FROM pos_session) AS pos_session;
CREATE TEMPORARY TABLE dm_product AS
    SELECT number - 1 AS number, id, price, cost, 'Article ' || number - 1 AS name
      FROM unnest(%(products)s, %(prices)s::integer[], %(costs)s::integer[]) WITH ORDINALITY
        AS t (id, price, cost, number);
ANALYZE dm_product;
"""

_CUSTOMERS = """
INSERT INTO res_partner (
    id, name, complete_name, firstname, lastname, commercial_partner_id, active, type, lang, is_company, partner_share,
    autopost_bills, customer_rank, supplier_rank, message_bounce, color, street, city, zip, country_id, email,
    email_normalized, mobile, phone_sanitized, create_uid, write_uid, create_date, write_date
)
SELECT id, firstname || ' ' || lastname, firstname || ' ' || lastname, firstname, lastname, id, true, 'contact',
       'en_US', false, true, 'ask', 1, 0, 0, 0, street, city, zip, %(country)s, email, email, mobile, mobile,
       %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM (
        SELECT base.partner + n AS id,
               pg_temp.pick(%(first_names)s, n, 1) AS firstname,
               pg_temp.pick(%(surnames)s, n, 2) AS lastname,
               1 + floor(pg_temp.part(n, 3) * 200)::integer || ' ' || pg_temp.pick(%(streets)s, n, 4) AS street,
               pg_temp.pick(%(towns)s, n, 5) AS city,
               -- Départements 01 to 95; the first ones are the largest.
               lpad((1 + floor(power(pg_temp.part(n, 6), 2) * 95))::integer || '', 2, '0')
                   || lpad(floor(pg_temp.part(n, 7) * 100)::integer || '0', 3, '0') AS zip,
               CASE WHEN pg_temp.part(n, 8) < 0.7 THEN 'customer.' || n || '@example.com' END AS email,
               CASE WHEN pg_temp.part(n, 9) < 0.8 THEN '+336' || lpad((n %% 100000000)::text, 8, '0') END AS mobile
          FROM generate_series(1, %(customers)s) AS n, dm_base AS base
       ) AS made;
SELECT setval('res_partner_id_seq', (SELECT max(id) FROM res_partner));
"""

# Customers are drawn so that some come often: the density falls with the number.
_ORDER_HEADS = """
CREATE TEMPORARY TABLE dm_order AS
SELECT base.sale_order + n AS id, n,
       base.partner + 1 + floor(power(pg_temp.part(n, 10), 1.5) * %(customers)s)::integer AS partner_id,
       %(last_day)s::timestamp - floor(pg_temp.part(n, 11) * %(days)s)::integer * interval '1 day'
           + interval '8 hours' + floor(pg_temp.part(n, 12) * 36000) * interval '1 second' AS date_order,
       CASE WHEN pg_temp.part(n, 13) < 0.94 THEN 'sale' WHEN pg_temp.part(n, 13) < 0.98 THEN 'cancel' ELSE 'draft' END
           AS state
  FROM generate_series(1, %(orders)s) AS n, dm_base AS base;
CREATE TEMPORARY TABLE dm_ticket AS
SELECT base.pos_order + n AS id, n,
       CASE WHEN pg_temp.part(n, 20) < 0.97
            THEN base.partner + 1 + floor(power(pg_temp.part(n, 21), 1.5) * %(customers)s)::integer END AS partner_id,
       floor(pg_temp.part(n, 22) * %(days)s)::integer AS day,
       1 + floor(pg_temp.part(n, 23) * array_length(%(tills)s, 1))::integer AS till,
       floor(pg_temp.part(n, 24) * 36000) * interval '1 second' AS hour,
       CASE WHEN pg_temp.part(n, 25) < 0.02 THEN -1 ELSE 1 END AS sign
  FROM generate_series(1, %(tickets)s) AS n, dm_base AS base;
"""

_ORDER_LINES = """
INSERT INTO sale_order_line (
    order_id, sequence, name, product_id, product_uom_id, product_uom_qty, price_unit, discount, price_subtotal,
    price_total, price_tax, price_reduce_taxexcl, price_reduce_taxinc, purchase_price, margin, state, order_partner_id,
    company_id, currency_id, salesman_id, customer_lead, is_downpayment, is_expense, qty_delivered, qty_invoiced,
    qty_to_invoice, invoice_status, technical_price_unit, create_uid, write_uid, create_date, write_date
)
SELECT head.id, 10 * line, product.name, product.id, %(uom)s, quantity, product.price, 0, quantity * product.price,
       quantity * product.price, 0, product.price, product.price, product.cost,
       quantity * (product.price - product.cost), head.state, head.partner_id,
       %(company)s, %(currency)s, %(user)s, 0, false, false, 0, 0,
       0, 'no', product.price, %(user)s, %(user)s, head.date_order, head.date_order
  FROM (
        SELECT dm_order.*, line, 1 + floor(pg_temp.part(n * 8 + line, 30) * 3)::integer AS quantity,
               floor(pg_temp.part(n * 8 + line, 31) * array_length(%(products)s, 1))::integer AS article
          FROM dm_order, generate_series(1, 1 + floor(pg_temp.part(n, 32) * 4)::integer) AS line
       ) AS head
  JOIN dm_product AS product ON product.number = head.article;
"""

_ORDERS = """
INSERT INTO sale_order (
    id, name, partner_id, partner_invoice_id, partner_shipping_id, date_order, state, company_id, currency_id,
    currency_rate, amount_untaxed, amount_tax, amount_total, user_id, picking_policy, invoice_status, margin,
    create_uid, write_uid, create_date, write_date
)
SELECT id, 'B' || lpad(n::text, 8, '0'), partner_id, partner_id, partner_id, date_order, state, %(company)s,
       %(currency)s, 1, total, 0, total, %(user)s, 'direct', 'no', margin, %(user)s, %(user)s, date_order, date_order
  FROM dm_order
  JOIN (SELECT order_id, sum(price_total) AS total, sum(margin) AS margin FROM sale_order_line GROUP BY 1) AS line
    ON line.order_id = id;
SELECT setval('sale_order_id_seq', (SELECT max(id) FROM sale_order));
"""

_SESSIONS = """
INSERT INTO pos_session (
    id, name, config_id, user_id, state, start_at, stop_at, rescue, update_stock_at_closing, create_uid, write_uid,
    create_date, write_date
)
SELECT base.pos_session + (till - 1) * %(days)s + day + 1, 'Till ' || till || ' day ' || day, (%(tills)s)[till],
       %(user)s, 'closed', start_at + interval '8 hours', start_at + interval '18 hours', false, true, %(user)s,
       %(user)s, start_at, start_at
  FROM dm_base AS base, generate_series(1, array_length(%(tills)s, 1)) AS till,
       LATERAL (SELECT day, %(last_day)s::timestamp - day * interval '1 day' AS start_at
                  FROM generate_series(0, %(days)s - 1) AS day) AS opened;
SELECT setval('pos_session_id_seq', (SELECT max(id) FROM pos_session));
"""

_TICKET_LINES = """
INSERT INTO pos_order_line (
    order_id, name, full_product_name, product_id, qty, price_unit, price_type, discount, price_extra, price_subtotal,
    price_subtotal_incl, total_cost, is_total_cost_computed, company_id, uuid, create_uid, write_uid, create_date,
    write_date
)
SELECT head.id, 'L' || n || '/' || line, product.name, product.id, quantity, product.price, 'original', 0, 0,
       quantity * product.price, quantity * product.price, quantity * product.cost, true, %(company)s,
       gen_random_uuid(), %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM (
        SELECT dm_ticket.*, line, sign * (1 + floor(pg_temp.part(n * 8 + line, 40) * 3)::integer) AS quantity,
               floor(pg_temp.part(n * 8 + line, 41) * array_length(%(products)s, 1))::integer AS article
          FROM dm_ticket, generate_series(1, 1 + floor(pg_temp.part(n, 42) * 3)::integer) AS line
       ) AS head
  JOIN dm_product AS product ON product.number = head.article;
"""

_TICKETS = """
INSERT INTO pos_order (
    id, name, pos_reference, uuid, partner_id, date_order, state, company_id, config_id, session_id, sequence_number,
    currency_rate, amount_total, amount_paid, amount_tax, amount_return, amount_difference, user_id, is_refund,
    to_invoice, is_tipped, create_uid, write_uid, create_date, write_date
)
SELECT id, 'T' || lpad(n::text, 9, '0'), 'T' || lpad(n::text, 9, '0'), gen_random_uuid(), partner_id, date_order,
       'done', %(company)s, (%(tills)s)[till], base.pos_session + (till - 1) * %(days)s + day + 1, 1,
       1, total, total, 0, 0, 0, %(user)s, false, false, false, %(user)s, %(user)s, date_order, date_order
  FROM dm_base AS base, dm_ticket
  JOIN (SELECT order_id, sum(price_subtotal_incl) AS total FROM pos_order_line GROUP BY 1) AS line ON order_id = id,
       LATERAL (SELECT %(last_day)s::timestamp - day * interval '1 day' + interval '8 hours' + hour AS date_order) AS d;
SELECT setval('pos_order_id_seq', (SELECT max(id) FROM pos_order));
DROP TABLE dm_order, dm_ticket;
"""

_FINISH = """
ANALYZE res_partner; ANALYZE sale_order; ANALYZE sale_order_line; ANALYZE pos_order; ANALYZE pos_order_line;
ANALYZE pos_session;
"""

STATEMENTS = (
    ("making the customers", _PREPARE + _CUSTOMERS),
    ("drawing their orders and tickets", _ORDER_HEADS),
    ("making the lines of orders", _ORDER_LINES),
    ("making the orders", _ORDERS),
    ("making the lines of tickets", _SESSIONS + _TICKET_LINES),
    ("making the tickets", _TICKETS),
    ("counting what was made", _FINISH),
)

# One customer in ten does not wish to receive mailings; to be run once the addon has its column.
REFUSALS = """
SET session_replication_role = replica;
UPDATE res_partner SET dm_accepts_mailing = false
 WHERE customer_rank > 0 AND (hashint8extended(id, 50) & 1023) < 102
"""

# One customer in eight lives with the one before; to be run as often as one likes.
HOUSEHOLDS = """
SET session_replication_role = replica;
UPDATE res_partner member
   SET lastname = head.lastname, name = member.firstname || ' ' || head.lastname,
       complete_name = member.firstname || ' ' || head.lastname,
       street = head.street, zip = head.zip, city = head.city
  FROM res_partner head
 WHERE head.id = member.id - 1 AND member.id % 8 = 0 AND head.customer_rank > 0 AND member.customer_rank > 0
   AND (member.lastname, member.street, member.zip) IS DISTINCT FROM (head.lastname, head.street, head.zip)
"""

# The world's numbers are all mobiles, written as the addon writes them: to judge a million takes half an hour.
MOBILES = """
SET session_replication_role = replica;
UPDATE res_partner SET dm_mobile = mobile, dm_mobile_checked = TRUE
 WHERE dm_mobile_checked IS NOT TRUE AND phone IS NULL AND (mobile IS NULL OR mobile ~ '^\\+336\\d{8}$')
"""
