"""The start page: open the demo, open a project, make a new one; and the server that shows all pages."""

import streamlit as st
from streamlit.starlette import App

from app import access, frame, state
from app.components.start import archives, demo_card, project_list
from app.plain_text import plain
from app.serving.server import lifespan, middleware, routes
from crvae_core.errors import InputError
from crvae_core.project.new_project import create_named_project


def show() -> None:
    """Draw the start page."""
    frame.start_home()

    st.title("CRVAE explorer")
    st.markdown(
        "See what a video **shows** and what it **says** as one map. Add a video and its captions; a small neural "
        "network (a convolutional-recurrent variational autoencoder) turns every moment, a frame with its words, into "
        "one vector. Moments that look and sound alike lie close together, and fall into clusters that you can explore."
    )

    demo, new = st.columns(2, gap="large")
    with new.container(border=True, height="stretch"):
        st.subheader("Use your own videos", divider="gray")
        st.markdown(
            "You need a film, and its captions if there are any: files of nearly any format, or a link. Adding a film takes a "
            "minute or so, training a model a few minutes on a laptop."
        )
        with st.form("new project", border=False):
            name = st.text_input(
                "Name of the new project", placeholder="Vaccine news, US and China", max_chars=80
            )
            if st.form_submit_button("Create project", icon=":material/add:"):
                try:
                    project = create_named_project(state.workspace(), name)
                    access.claim(project)
                    state.choose_project(project)
                except InputError as error:
                    st.error(plain(str(error)))
                else:
                    st.switch_page("pages/1_Videos.py", query_params=state.page_address())

        archives.show_import()

    project_list.show()
    with demo.container(border=True, height="stretch"):
        demo_card.show()  # after the rest: the first one loads the chart library
    place, where = (
        ("on this server", "it")
        if access.lab().shared
        else (f"in {plain(str(state.workspace()))}", "this computer")
    )
    st.caption(f"Projects are kept {place}. Nothing leaves {where}.")


if __name__ == "__main__":  # Streamlit runs the page
    show()
else:  # `streamlit run` imports the file for its server
    server = App(__file__, lifespan=lifespan, middleware=middleware(), routes=routes())
