from . import dm_export
from . import dm_permission_ask
from . import dm_refusal_import
from . import dm_voucher_preview
