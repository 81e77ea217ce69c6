"""Measurements side by side: what this program needs, against something that everybody has."""
