"""Measurements side by side: what this program needs, against something that everybody has.

They run when they are asked for, never in the tests; what a model is worth on a project belongs to evaluation.
"""
