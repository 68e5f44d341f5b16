"""Measures, and the loaders that fill a database for them: ``./dev bench`` runs this folder."""
