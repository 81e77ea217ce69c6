"""Videos: upload a video and its captions, and see what the project holds."""

from app import state
from app.components.videos import add_video_form, film_work, property_table, video_list
from app.frame import explained, start_page

project = start_page("Videos")
with explained():
    video_list.show(project)
    property_table.show(project)
    add_video_form.show(project, first=not project.videos)
    film_work.show(project)
state.choose_project(project)
