"""The door of a server with a login: who hasn't logged in, or doesn't belong here, sees nothing behind it."""

import streamlit as st
from streamlit.errors import StreamlitAuthError

from app import access
from app.plain_text import plain


def ask() -> None:
    """End the page unless its visitor may come in."""
    settings, visitor = access.lab(), access.visitor()
    if visitor.person is None:
        return
    if not access.has_login():
        st.error(
            "This server lets nobody in before a login has been set up: docs/lab-server.md says how.",
            icon=":material/lock:",
        )
        st.stop()
    if not visitor.person:
        _show_door()
        st.stop()
    if not settings.lets_in(visitor.person):
        st.error(
            f"{plain(visitor.person)} isn't among the people of this server: ask who runs it to add you.",
            icon=":material/lock:",
        )
        _log_out_button()
        st.stop()


def show_person() -> None:
    """Say who has logged in, with the way out; in the sidebar."""
    person = access.visitor().person
    if person:
        st.caption(plain(person))
        _log_out_button()


def _show_door() -> None:
    st.title("CRVAE explorer")
    if not access.providers():
        st.info("Come in by the address of the login of this server.", icon=":material/lock:")
        return
    st.write("Log in to see the projects that are yours or shared with you.")
    for provider in access.providers():
        label = f"Log in with {provider}" if provider else "Log in"
        if st.button(plain(label), type="primary", icon=":material/login:", key=f"login-{provider}"):
            try:
                st.login(provider)
            except StreamlitAuthError as error:
                st.error(f"The login isn't set up: {plain(str(error))}", icon=":material/error:")


def _log_out_button() -> None:
    if access.providers() and st.button("Log out", icon=":material/logout:", key="log-out"):
        st.logout()
