"""Projects and videos are renamed, copied, removed and had back on their pages."""

from crvae_core.project.project import Project, open_project
from crvae_core.project.workspace import survey
from tests.fakes import texts


def test_a_project_is_renamed_copied_removed_and_had_back(trained: Project, open_page) -> None:
    workspace = trained.folder.parent
    app = open_page("streamlit_app.py")
    app.text_input(key="name-project").set_value("Winter <news>").run()
    app.button(key="rename-project").click().run()
    assert open_project(trained.folder).name == "Winter <news>"
    app.button(key="copy-project").click().run()
    assert {project.name for project in survey(workspace).projects} == {
        "Winter <news>",
        "Winter <news> (copy)",
    }
    app.button(key="remove-project").click().run()
    assert not trained.folder.exists()
    assert "goes for good in 24 hours" in texts(app)
    back = next(button for button in app.button if button.label == "Bring back")
    back.click().run()
    assert open_project(trained.folder).name == "Winter <news>"
    assert not app.exception


def test_a_video_is_renamed_removed_and_had_back(trained: Project, open_page) -> None:
    video_id = trained.videos[0].video_id
    app = open_page("pages/1_Videos.py", project="project")
    app.text_input(key=f"name-{video_id}").set_value("CBS").run()
    app.button(key=f"rename-{video_id}").click().run()
    assert open_project(trained.folder).videos[0].name == "CBS"
    app.button(key=f"remove-{video_id}").click().run()
    assert open_project(trained.folder).videos == ()
    next(button for button in app.button if button.label == "Bring back").click().run()
    assert [video.name for video in open_project(trained.folder).videos] == ["CBS"]
    assert not app.exception
