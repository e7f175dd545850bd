"""Porewise: sourced answers on enlarged pores, on Rasa Open Source and spaCy."""
