from . import dm_filter
from . import dm_filter_condition
