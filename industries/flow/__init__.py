"""Boxes and the arrows between them, as a layered drawing: names in, coordinates out."""
