"""The app in headless Chromium: whole journeys, and what only a browser does; also the commands that take pictures and times.

What AppTest can see is tested in tests/app.
"""
