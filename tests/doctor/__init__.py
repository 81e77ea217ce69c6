"""Tests of what the doctor finds and repairs; the ways of damage stand in tests/damage.py."""
