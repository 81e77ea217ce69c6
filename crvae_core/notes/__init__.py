"""What people write on a project: a codebook of tags, tags and notes on moments, stretches and clusters, findings in order.

It is never computed and never lost: it lies in the project's folder notes/, every write is atomic and under the project's
lock, and a file that can't be read is named and kept. Names, colours and merges of clusters lie beside their run (see
analysis/cluster_notes.py).
"""
