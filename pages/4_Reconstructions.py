"""Reconstructions: what the vector of a moment holds of its picture and of its words."""

from app.cached import networks, project_data
from app.components.reconstructions import reading_choices, reconstruction_list, run_quality
from app.components.shared import run_picker
from app.frame import explained, start_page

project = start_page("Reconstructions")
with explained():
    run = run_picker.show(project)
    moments = run_picker.moments(run)
    found = project_data.evaluation(run)
    run_quality.show(run, found)
    videos = [project.video(video_id) for video_id in dict.fromkeys(moments.pairs["video_id"])]
    scores = {name: networks.scores(run, name) for name in ("error", "agreement")}
    has_words = found is None or found.text_mse is not None
    choices = reading_choices.show(videos, scores["agreement"] is not None, has_words)
    reconstruction_list.show(moments, choices, scores)
