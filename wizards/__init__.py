from . import dm_export
from . import dm_permission_ask
from . import dm_refresh
from . import dm_refusal_import
from . import dm_target_load
from . import dm_target_save
from . import dm_why
from . import dm_yield
