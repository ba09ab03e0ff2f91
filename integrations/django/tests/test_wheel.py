"""The wheel contains the files that a site needs."""

from pathlib import Path
import subprocess
import sys
from zipfile import ZipFile

FOLDER = Path(__file__).parents[1]


def test_wheel_contains_the_widget_and_the_types(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path)]
    subprocess.run([*pip, str(FOLDER)], check=True)
    (wheel,) = tmp_path.glob("django_ocs_chat-*.whl")
    names = ZipFile(wheel).namelist()
    assert {"ocs_chat/py.typed", "ocs_chat/static/ocs_chat/connect.js", "ocs_chat/static/ocs_chat/bundle/embed.js"} <= set(names)
    assert any(name.endswith(".wasm") for name in names)
    assert not any("demo" in name or name.startswith(("tests", "example")) for name in names)
