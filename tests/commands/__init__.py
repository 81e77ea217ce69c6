"""Tests of the commands: options, JSON, exit codes; what they compute is tested where it is computed."""
