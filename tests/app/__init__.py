"""Tests of the app without a browser: its functions, and pages run by Streamlit's AppTest; clicks belong to browser."""
