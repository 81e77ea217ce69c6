"""Tests of background work: processes that are ended, folders that are carried away, queues; no model is trained."""
