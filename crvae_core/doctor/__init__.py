"""What is wrong with an installation, a workspace, a project, and what helps: `doctor`, and the buttons of the app.

A check reads and names; only what is in `mend_videos`, `mend_runs` and `repair` writes.
"""
