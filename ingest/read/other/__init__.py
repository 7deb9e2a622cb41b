"""Read rarer kinds of files: mail, saved pages, RTF, OpenDocument. May import: their neighbours."""
