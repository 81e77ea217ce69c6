"""A server for several people: the login with a provider on this computer, whose projects are whose."""

import http.cookiejar
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.load.server import Served, free_port, served
from app.load.visitor import Drawn, Visitor
from crvae_core.project.new_project import create_named_project
from crvae_core.project.ownership import Ownership, ownership, save_ownership
from crvae_core.project.project import Project
from crvae_core.project.workspace import survey
from tests.serving.provider import CLIENT_ID, CLIENT_SECRET, Provider, provider

pytest.importorskip("authlib", reason="the login needs the optional package Authlib")
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "a secret that is long enough to sign cookies with"
client_id = "{id}"
client_secret = "{secret}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""
ADA = {"sub": "1", "email": "Ada@Lab.example", "email_verified": True}
JOE = {"sub": "2", "email": "joe@lab.example"}
EVE = {"sub": "3", "email": "eve@lab.example"}
ROOT = {"sub": "4", "email": "root@lab.example"}


@pytest.fixture(scope="module")
def identities() -> Iterator[Provider]:
    with provider() as running:
        yield running


@pytest.fixture(scope="module")
def lab_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lab") / "workspace"


@pytest.fixture(scope="module")
def lab(lab_workspace: Path, identities: Provider) -> Iterator[Served]:
    port, secrets = free_port(), lab_workspace.parent / "secrets.toml"
    secrets.write_text(
        SECRETS.format(port=port, id=CLIENT_ID, secret=CLIENT_SECRET, issuer=identities.issuer)
    )
    environment = {
        "CRVAE_LOGIN": "1",
        "CRVAE_PEOPLE": "*@lab.example",
        "CRVAE_ADMINISTRATORS": "Root@lab.example",
        "NO_PROXY": "127.0.0.1",
    }
    options = ("--secrets.files", str(secrets))
    with served(lab_workspace, lab_workspace.parent / "server.log", environment, options, port) as server:
        yield server


@pytest.fixture
def project(lab_workspace: Path) -> Project:
    """A project of Ada's."""
    project = create_named_project(lab_workspace, "Ada's news")
    save_ownership(project.folder, Ownership("ada@lab.example"))
    return project


def log_in(server: Served, identities: Provider, person: dict[str, object]) -> http.cookiejar.CookieJar:
    """Press "Log in", follow the browser's way through the provider, keep the cookies."""
    with Visitor(server.address) as visitor:
        drawn = visitor.open()
        assert drawn.buttons() == ["Log in"]
        identities.person = person
        drawn = visitor.press(drawn.widget("button", "Log in"))
        assert drawn.login_address.startswith("/auth/login?provider=")
        visitor.fetch(drawn.login_address).close()
        return visitor.cookies


def see(server: Served, cookies: http.cookiejar.CookieJar | None, page: str = "", query: str = "") -> Drawn:
    """What a page shows to who has these cookies."""
    with Visitor(server.address, cookies=cookies) as visitor:
        return visitor.open(page, query)


def test_nobody_sees_anything_before_the_login(lab: Served, project: Project) -> None:
    for page in ("", "Videos", "Pairs", "Train", "Reconstructions", "Map", "Clusters"):
        drawn = see(lab, None, page, f"project={project.folder.name}")
        assert drawn.buttons() == ["Log in"]
        assert "Ada" not in drawn.texts()


def test_projects_are_seen_by_their_owner_and_those_with_whom_they_are_shared(
    lab: Served, identities: Provider, project: Project
) -> None:
    ada, joe, root = (log_in(lab, identities, person) for person in (ADA, JOE, ROOT))
    query = f"project={project.folder.name}"
    assert {"Open", "Share", "Log out"} <= set(see(lab, ada).buttons() + see(lab, ada).popovers)
    assert "Ada's news" in see(lab, ada).texts().replace("\\", "")
    assert not see(lab, ada, "Videos", query).faults()

    refused = see(lab, joe, "Videos", query)
    assert "Ada" not in see(lab, joe).texts()
    assert refused.faults() == see(lab, joe, "Videos", "project=none-of-this-name").faults()
    assert "Add video" not in refused.buttons()

    save_ownership(project.folder, Ownership("ada@lab.example", ("Joe@lab.example",)))
    assert not see(lab, joe, "Videos", query).faults()
    assert "Ada's news" in see(lab, joe).texts().replace("\\", "")
    assert "Share" not in see(lab, joe).popovers
    assert "Share" in see(lab, root).popovers


def test_a_new_project_is_its_maker_s(lab: Served, identities: Provider, lab_workspace: Path) -> None:
    joe = log_in(lab, identities, JOE)
    with Visitor(lab.address, cookies=joe) as visitor:
        drawn = visitor.open()
        visitor.fill(drawn.widget("text_input", "Name of the new project"), "Of Joe's making")
        visitor.press(drawn.widget("button", "Create project"))
    (made,) = [project for project in survey(lab_workspace).projects if project.name == "Of Joe's making"]
    assert ownership(made.folder) == Ownership("joe@lab.example")


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "5", "email": "ada@lab.example.org"},  # of another house
        {"sub": "6", "email": "ada@lab.example", "email_verified": False},  # anybody can say so
        {"sub": "7"},
        {"sub": "8", "email": ""},
    ],
)
def test_who_does_not_belong_here_is_told_so(
    lab: Served, identities: Provider, project: Project, person: dict[str, object]
) -> None:
    drawn = see(lab, log_in(lab, identities, person))
    assert "isn't among the people" in drawn.texts().replace("\\", "")
    assert drawn.buttons() == ["Log out"]


def test_cookies_that_are_not_the_server_s_let_nobody_in(lab: Served, identities: Provider) -> None:
    cookies = log_in(lab, identities, ADA)
    for cookie in cookies:
        if cookie.name == "_streamlit_user":
            assert cookie.value
            cookie.value = cookie.value[:-3] + ("aaa" if not cookie.value.endswith("aaa") else "bbb")
    assert see(lab, cookies).buttons() == ["Log in"]


def test_a_login_that_another_began_is_not_finished(lab: Served) -> None:
    """The answer of a provider counts only in the browser that asked."""
    with Visitor(lab.address) as visitor:
        visitor.fetch("/oauth2callback?code=stolen&state=another").close()
        cookies = visitor.cookies
    assert see(lab, cookies).buttons() == ["Log in"]


def test_who_logs_out_is_out(lab: Served, identities: Provider) -> None:
    cookies = log_in(lab, identities, ADA)
    assert "Log out" in see(lab, cookies).buttons()
    with Visitor(lab.address, cookies=cookies) as visitor:
        drawn = visitor.open()
        drawn = visitor.press(drawn.widget("button", "Log out"))
        visitor.fetch(drawn.login_address).close()
    assert see(lab, cookies).buttons() == ["Log in"]


def test_paths_are_off_where_several_people_work(lab: Served, identities: Provider, project: Project) -> None:
    drawn = see(lab, log_in(lab, identities, ADA), "Videos", f"project={project.folder.name}")
    assert "On this computer" not in str(drawn.elements)
