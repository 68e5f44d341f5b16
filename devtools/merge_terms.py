"""Bring translations in step with the exported terms (runs in the virtual environment).

Files say nothing of when or where they were written, so that only a changed term changes them.
"""
import sys
from pathlib import Path

import polib

HEADER = "Translation of Direct Marketing, an addon of Odoo.\nWritten by ./dev terms; only msgstr is yours."
METADATA = {
    "Project-Id-Version": "direct_marketing 19.0",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}


def main(exported, folder):
    """Write the template, merge it into each translation, and print what these lack.

    :return: whether a translation lacks anything
    """
    is_lacking = False
    folder.mkdir(exist_ok=True)
    template = polib.pofile(str(exported))
    save(template, folder / "direct_marketing.pot", METADATA)
    print(f"{len(template)} terms")
    for path in sorted(folder.glob("*.po")):
        merged = merge(polib.pofile(str(path)), template)
        save(merged, path, METADATA | {"Language": path.stem})
        is_lacking |= tell(path.name, merged)
    return is_lacking


def merge(translation, template):
    """Return a translation with the template's terms, in its order.

    Terms that are gone stay at the end, as obsolete ones, for as long as others wait for their words.
    """
    merged = polib.POFile()
    known = {entry.msgid: entry for entry in translation}
    for entry in template:
        old = known.pop(entry.msgid, None)
        merged.append(polib.POEntry(
            msgid=entry.msgid, msgstr=old.msgstr if old else "", comment=entry.comment, occurrences=entry.occurrences,
            flags=old.flags if old else [], tcomment=old.tcomment if old else "",
        ))
    if merged.untranslated_entries() or merged.fuzzy_entries():
        for entry in known.values():
            if entry.msgstr:
                merged.append(polib.POEntry(msgid=entry.msgid, msgstr=entry.msgstr, obsolete=True))
    return merged


def save(catalogue, path, metadata):
    """Write a file whose header never changes by itself."""
    catalogue.header, catalogue.metadata, catalogue.metadata_is_fuzzy = HEADER, metadata, False
    path.write_text(f"{catalogue}", encoding="utf-8")


def tell(name, catalogue):
    """Print the terms that a translation lacks, and return whether there are any."""
    lacking = [("untranslated", entry) for entry in catalogue.untranslated_entries()]
    lacking += [("fuzzy", entry) for entry in catalogue.fuzzy_entries()]
    print(f"{name}: {len(lacking)} terms wait for a translation" if lacking else f"{name}: complete")
    for why, entry in lacking:
        print(f"  {why}: {entry.msgid!r}")
    return bool(lacking)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
