-- A copy of the shop's database sends nothing: its gateways are off, and know no key and no address to be told things at.
UPDATE dm_gateway
   SET is_on = FALSE, database_uuid = NULL, login = NULL, secret = NULL, consumer_key = NULL, headers = '{}',
       webhook_token = NULL, webhook_secret = NULL, carries_odoo = FALSE;
