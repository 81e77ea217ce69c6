"""Tests of the report's models, against the sizes and equations that the report gives."""
