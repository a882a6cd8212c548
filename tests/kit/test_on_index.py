"""The wheel and the sdist, as an index of packages takes them and shows them."""

import re
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes

import pytest
import yaml
from bs4 import BeautifulSoup
from locks import PROJECT, ROOT
from packaging.specifiers import SpecifierSet
from readme_renderer import markdown
from sandboxed import require_sandbox
from walled import walled

import dlcourse
from coursekit import archives
from coursekit.on_index import known, links, on_index

URL, REPOSITORY = "https://owner.example/course", "https://github.com/owner/name"
TAG = f"v{dlcourse.__version__}"


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The wheel and the sdist, made where the addresses are known."""
    return built(tmp_path_factory, DLCOURSE_URL=URL, DLCOURSE_REPOSITORY=f"{REPOSITORY}/")


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    """The wheel and the sdist, made where no address is known."""
    return built(tmp_path_factory, DLCOURSE_URL="", DLCOURSE_REPOSITORY="")


# The releases of Python 3.11 before 3.11.4 have no filters yet.
SAFELY = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}


def built(factory, **addresses):
    folder = factory.mktemp("index")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in addresses.items():
            patch.setenv(name, value)
        archives.build_package(folder)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


def members(wheel):
    """The files in a wheel: name -> bytes."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def metadata(wheel):
    (name,) = (name for name in members(wheel) if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(members(wheel)[name])


def shown(wheel):
    """The long description as the index renders it."""
    said = metadata(wheel)
    assert said["Description-Content-Type"] == "text/markdown"
    return BeautifulSoup(markdown.render(said.get_payload(decode=True).decode()), "html.parser")


def addresses(page):
    links = [link["href"] for link in page("a", href=True)]
    return links, [picture["src"] for picture in page("img")]


@pytest.mark.parametrize("where", ["released", "private"])
def test_an_index_takes_them(where, request):
    files = request.getfixturevalue(where)
    check = [sys.executable, "-m", "twine", "check", "--strict", *files]
    done = subprocess.run(check, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("PASSED") == 2


def test_twine_would_complain(released, tmp_path):
    wheel = tmp_path / released[0].name
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, data in members(released[0]).items():
            archive.writestr(
                name, data.replace(b"License-Expression: MIT", b"License-Expression: MTI")
            )
    check = [sys.executable, "-m", "twine", "check", "--strict", wheel]
    assert subprocess.run(check, capture_output=True).returncode == 1


def test_the_sdist_makes_the_same_wheel_without_a_network(released, tmp_path):
    """The links too, although nothing names the addresses there."""
    require_sandbox()
    wheel, sdist = released
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, **SAFELY)
    (source,) = tmp_path.iterdir()
    walled("try_sdist.py", source, tmp_path / "made", python=sys.executable, hide=[ROOT / "book"])
    (again,) = (tmp_path / "made").iterdir()
    assert again.name == wheel.name
    assert members(again) == members(wheel)


def test_the_sdist_holds_sources_alone(private):
    with tarfile.open(private[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    git = ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, capture_output=True, encoding="utf8", check=True).stdout
    assert names - set(listed.splitlines()) == {"PKG-INFO"}
    assert {"LICENSE", "CHANGELOG.md", "dlcourse/py.typed"} <= names


def test_pictures_and_links_lead_somewhere_on_an_index_too(released):
    page = shown(released[0])
    targets, pictures = addresses(page)
    assert pictures == [f"{REPOSITORY}/raw/{TAG}/book/_site/screenshot.png"]
    assert f"{REPOSITORY}/blob/{TAG}/CONTRIBUTING.md" in targets
    assert [target for target in targets if not target.startswith(("http", "#"))] == []
    assert page("details")
    assert "](" not in page.text
    ours = [target.partition("#")[0] for target in targets if target.startswith(REPOSITORY)]
    files = [target.partition(f"/blob/{TAG}/")[2] for target in ours]
    assert len(files) > 10
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_without_an_address_no_link_is_made_up(private):
    page = shown(private[0])
    targets, pictures = addresses(page)
    assert pictures == []
    assert [target for target in targets if not target.startswith(("http", "#"))] == []
    assert "CONTRIBUTING.md shows how" in page.text
    assert "](" not in page.text
    assert metadata(private[0]).get_all("Project-URL") is None


def test_the_links_beside_the_page(released):
    assert metadata(released[0]).get_all("Project-URL") == [
        f"Documentation, {URL}",
        f"Source, {REPOSITORY}",
        f"Issues, {REPOSITORY}/issues",
        f"Changelog, {REPOSITORY}/blob/{TAG}/CHANGELOG.md",
    ]
    assert links("", "", "1.0") == {}
    assert links(URL, "", "1.0") == {"Documentation": URL}


@pytest.mark.parametrize(
    ("text", "public", "private"),
    [
        ("[a\nb](c.md#d) e", "[a\nb](R/blob/v1/c.md#d) e", "a\nb e"),
        ("![a](b.png)", "![a](R/raw/v1/b.png)", ""),
        ("[a](https://b.c) [d](#e)", "[a](https://b.c) [d](#e)", "[a](https://b.c) [d](#e)"),
        ("```python\na[0](b)\n```\n[c](d)", "```python\na[0](b)\n```\n[c](R/blob/v1/d)", None),
    ],
)
def test_what_becomes_of_a_link(text, public, private):
    assert on_index(text, "R", "1") == public
    if private is not None:
        assert on_index(text, "", "1") == private


def test_an_address_is_the_environment_s_or_else_that_of_the_settings(tmp_path, monkeypatch):
    monkeypatch.delenv("DLCOURSE_URL", raising=False)

    def asked(line=None):
        if line is not None:
            (tmp_path / "_config.yml").write_text(f"sphinx:\n  config:\n    {line}\n", "utf8")
        return known(tmp_path, "DLCOURSE_URL", "html_baseurl")

    assert asked() == ""
    assert asked('html_baseurl: ""') == ""
    for line in ("html_baseurl: https://a.b/c/", 'html_baseurl: "https://a.b/c"  # here'):
        assert asked(line) == "https://a.b/c"
    for there in ("https://d.e", ""):
        monkeypatch.setenv("DLCOURSE_URL", there)
        assert asked() == there


def test_what_the_metadata_say_is_so(private):
    said = metadata(private[0])
    assert said["License-Expression"] == "MIT AND CC-BY-4.0"
    assert f"dlcourse-{dlcourse.__version__}.dist-info/licenses/LICENSE" in members(private[0])
    assert said["Version"] == dlcourse.__version__
    tested = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text("utf8"))
    pythons = tested["jobs"]["test"]["strategy"]["matrix"]["python"]
    lines = said.get_all("Classifier")
    assert re.findall(r"Python :: (3\.\d+)", "\n".join(lines)) == pythons
    wanted = SpecifierSet(said["Requires-Python"])
    assert pythons[0] in wanted
    assert "3.10" not in wanted
    assert PROJECT["dynamic"] == ["version", "readme", "urls"]
