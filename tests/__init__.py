from . import test_document_csv
from . import test_document_export
from . import test_house
from . import test_house_builders
from . import test_selection_lines
from . import test_selection_screen
