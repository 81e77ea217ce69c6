"""Background work: start, progress with the time left, log, cancel, result, a queue per device.

Here lies the mechanism alone, which knows no video and no model; what can be worked on stands in tasks/. A piece of work
is a folder of a project (work/<id>/) or of the workspace, served by a process of its own, so that it goes on without the
page or the server that began it. Whether it is alive is told by one thing only: the lock that its process holds.
"""
