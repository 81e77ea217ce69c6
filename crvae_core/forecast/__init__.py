"""Before a training: the memory, the disk and the time that it will take on this machine.

Nothing here trains; measuring a machine takes half a second at most.
"""
