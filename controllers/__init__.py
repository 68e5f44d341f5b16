from . import export
from . import yield_report
