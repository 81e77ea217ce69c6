"""Linux, macOS and Windows: the source is read for calls that one of them lacks or means otherwise.

Each such call needs its other side: a look at sys.platform (or hasattr) around it, or the error that its absence raises.
`make lint` also has the types checked as Windows sees them. What is found here can't be seen by types.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WHERE = ("crvae_core/**/*.py", "app/**/*.py", "pages/*.py", "*.py")
LEAVING = "jobs.py"  # gives its processes to crvae_core/work
SOURCES = sorted(path for where in WHERE for path in ROOT.glob(where) if path.name != LEAVING)
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
WINDOWS_MODULES = {"_winapi", "msvcrt", "winreg", "winsound"}
LACKING = {  # attributes that one of the systems lacks
    "os": {
        "chown", "chroot", "fchmod", "fork", "forkpty", "getegid", "geteuid", "getgid", "getloadavg", "getpgid", "getpgrp",
        "getuid", "killpg", "lchown", "mkfifo", "mknod", "nice", "posix_fadvise", "posix_fallocate", "pread", "pwrite",
        "sched_getaffinity", "sched_setaffinity", "sendfile", "setpgid", "setpriority", "setsid", "startfile", "statvfs",
        "sync", "sysconf", "uname", "wait", "wait3", "wait4", "WEXITSTATUS", "WIFEXITED",
    },
    "signal": {
        "SIGALRM", "SIGBREAK", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGUSR1", "SIGUSR2", "alarm",
        "pause", "setitimer", "sigwait",
    },
    "time": {"clock_gettime", "tzset"},
}  # fmt: skip
# What is there everywhere and does something else on Windows.
TREACHEROUS = {
    "os.kill": "ends the process on Windows, whatever the signal; with CTRL_C_EVENT it is 0: use psutil",
    "os.rename": "fails on Windows where the target exists: use files.move",
    "os.replace": "fails on Windows while anybody has the file open: use files.move",
    "os.symlink": "needs a right on Windows that people lack",
    "os.link": "is not there on every disk",
    "os.system": "runs another shell on Windows",
    "os.popen": "runs another shell on Windows",
    "os.umask": "changes the whole process for a moment: files.py asks once",
}
TREACHEROUS_METHODS = {
    "symlink_to": "needs a right on Windows",
    "hardlink_to": "is not there on every disk",
}
CHILDREN = {
    "start_new_session",
    "preexec_fn",
    "pass_fds",
    "process_group",
    "user",
    "group",
    "umask",
}  # of subprocess
PLACES = ("/proc/", "/sys/", "/dev/", "/etc/", "/tmp", "/var/", "/usr/")
# One place may do what is told apart everywhere else.
ALLOWED = {("crvae_core/files.py", "os.replace"), ("crvae_core/files.py", "os.umask")}
# Files that are mapped into memory, and why nobody has to replace them while they are (Windows would refuse).
MAPPED = {
    "crvae_core/files.py": "where it is asked for; each who asks stands here, too",
    "crvae_core/text/shared_space.py": "shipped",
    "crvae_core/text/word_table.py": "written once, into a folder of its own",
    "crvae_core/text/store.py": "written once, into a folder of its own",
    "crvae_core/doctor/results.py": "looked at for a moment, and let go of before anything is written",
    "crvae_core/project/frames.py": "frames: written once, into a folder of the video's own",
}


class _Reader(ast.NodeVisitor):
    """Walks through a source and notes what has no other side."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.guards: list[str] = []  # what stands around the present place, as text
        self.found: list[str] = []

    def visit_If(self, node: ast.If) -> None:
        self._under(ast.unparse(node.test), [*node.body, *node.orelse])

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._under(ast.unparse(node.test), [node.body, node.orelse])

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        tests = [ast.unparse(test) for part in node.generators for test in part.ifs]
        self._under(" ".join(tests), [node.elt, *(part.iter for part in node.generators)])

    def visit_Try(self, node: ast.Try) -> None:
        caught = " ".join(
            ast.unparse(handler.type) if handler.type else "Exception" for handler in node.handlers
        )
        self._under(f"except {caught}", node.body)
        for other in (*node.handlers, *node.orelse, *node.finalbody):
            self.visit(other)

    def visit_With(self, node: ast.With) -> None:
        used = [ast.unparse(item.context_expr) for item in node.items]
        self._under(
            " ".join(text for text in used if "suppress" in text),
            [*(item for item in node.items), *node.body],
        )

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """A function that has returned for Windows is of the other systems from there on."""
        kept = list(self.guards)
        for statement in node.body:
            self.visit(statement)
            if isinstance(statement, ast.If) and isinstance(statement.body[-1], ast.Return | ast.Raise):
                self.guards.append(ast.unparse(statement.test))
        self.guards = kept

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._module(alias.name, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._module(node.module or "", node.lineno)
        for alias in node.names:
            self._attribute(node.module or "", alias.name, node.lineno)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._attribute(ast.unparse(node.value), node.attr, node.lineno)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and node.value.startswith(PLACES) and "\n" not in node.value:
            self._need(
                "a place of Linux", node.value, node.lineno, ("OSError", "Exception", "exists", "platform")
            )
        if (
            isinstance(node.value, str)
            and "%-" in node.value
            and node.value.count("%") > 1
            and len(node.value) < 40
        ):
            self._say(f"{node.value!r} is a form of a date that Windows lacks", node.lineno)

    def visit_Call(self, node: ast.Call) -> None:
        name, words = ast.unparse(node.func), {keyword.arg for keyword in node.keywords}
        if name.startswith("subprocess."):
            for word in words & CHILDREN:
                self._need("an option of POSIX", word, node.lineno, ("platform",))
            if {"text", "universal_newlines"} & words and "encoding" not in words:
                self._say(f"{name} reads text without an encoding", node.lineno)
            if "shell" in words:
                self._say(f"{name} uses a shell: there is another one on Windows", node.lineno)
        if name.endswith("TemporaryDirectory") and "ignore_cleanup_errors" not in words:
            self._say(
                "TemporaryDirectory fails on Windows while a file in it is open: ignore_cleanup_errors",
                node.lineno,
            )
        if (
            name.rpartition(".")[2] == "rename"
            and not words
            and len(node.args) == 1
            and "columns" not in name
        ):
            self._need(
                "fails on Windows where the target exists", name, node.lineno, ("OSError", "FileExistsError")
            )
        method = name.rpartition(".")[2]
        if method in TREACHEROUS_METHODS:
            self._need(TREACHEROUS_METHODS[method], name, node.lineno, ("OSError", "platform"))
        if _maps(node) and self.name not in MAPPED:
            self._say(
                "a mapped file can't be replaced on Windows: read it, or say in MAPPED why it never is",
                node.lineno,
            )
        if _reads_text(node) and "encoding" not in words:
            self._say(f"{name} without an encoding reads cp1252 on Windows", node.lineno)
        self.generic_visit(node)

    def _under(self, guard: str, nodes: list) -> None:
        self.guards.append(guard)
        for node in nodes:
            self.visit(node)
        self.guards.pop()

    def _module(self, name: str, line: int) -> None:
        if name in POSIX_MODULES | WINDOWS_MODULES:
            self._need(
                "a module of one system",
                name,
                line,
                ("ImportError", "ModuleNotFoundError", "platform", "os.name"),
            )

    def _attribute(self, module: str, name: str, line: int) -> None:
        whole = f"{module}.{name}"
        if name in LACKING.get(module, ()):
            self._need(
                "not there on every system",
                whole,
                line,
                ("AttributeError", "platform", "os.name", f"'{name}'"),
            )
        if whole in TREACHEROUS and (self.name, whole) not in ALLOWED:
            self._need(TREACHEROUS[whole], whole, line, ("platform", "os.name"))

    def _need(self, why: str, what: str, line: int, guards: tuple[str, ...]) -> None:
        if not any(word in guard for guard in self.guards for word in guards):
            self._say(f"{what}: {why}", line)

    def _say(self, what: str, line: int) -> None:
        self.found.append(f"{self.name}:{line}: {what}")


def _maps(node: ast.Call) -> bool:
    """Whether a call leaves a file's values on the disk."""
    words = {keyword.arg for keyword in node.keywords if ast.unparse(keyword.value) not in {"None", "False"}}
    return ast.unparse(node.func).endswith("memmap") or bool(words & {"mmap_mode", "mapped"})


def _reads_text(node: ast.Call) -> bool:
    """Whether a call opens a file as text and takes its encoding from the system."""
    name, _, method = ast.unparse(node.func).rpartition(".")
    if method in {"read_text", "write_text"}:
        return len(node.args) <= (method == "write_text")  # the encoding may stand after the text
    if method != "open" or name not in {"", "path", "file", "target"}:
        return False
    given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
    return not any(isinstance(part, ast.Constant) and "b" in str(part.value) for part in given[not name :])


def unportable(source: str, name: str = "example.py") -> list[str]:
    """What in a source lacks its other side, each with file and line."""
    reader = _Reader(name)
    reader.visit(ast.parse(source))
    return reader.found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_call_of_one_system_has_its_other_side(path: Path) -> None:
    assert unportable(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.nice(5)",
        "import os\nos.sysconf('SC_PAGE_SIZE')",
        "import os\nos.kill(1, 0)",
        "import os\ntry:\n    os.kill(1, 0)\nexcept OSError:\n    pass",
        "from os import fork",
        "import fcntl",
        "def f():\n    import resource",
        "import signal\nsignal.signal(signal.SIGHUP, print)",
        "import subprocess\nsubprocess.Popen(['a'], start_new_session=True)",
        "import subprocess\nsubprocess.run(['a'], text=True)",
        "import subprocess\nsubprocess.run('a', shell=True)",
        "import os\nos.replace(a, b)",
        "staging.rename(folder)",
        "path.symlink_to(other)",
        "import tempfile\ntempfile.TemporaryDirectory()",
        "path.read_text()",
        "path.write_text('a')",
        "open('a')",
        "path.open('w')",
        "Path('/proc/meminfo').open('rb')",
        "import numpy as np\nnp.load(path, mmap_mode='r')",
        "read_array(path, (3,), mapped=True)",
        "time.strftime('%-d %B %Y')",
    ],
)
def test_what_one_system_lacks_is_found(source: str) -> None:
    assert len(unportable(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import os, sys\nif sys.platform != 'win32':\n    os.nice(5)",
        "import os\nload = os.getloadavg() if hasattr(os, 'getloadavg') else None",
        "import sys\ndef f():\n    if sys.platform == 'win32':\n        return 0\n    import resource\n    return resource",
        "try:\n    import fcntl\nexcept ImportError:\n    fcntl = None",
        "import os\ntry:\n    os.sysconf('SC_PAGE_SIZE')\nexcept AttributeError:\n    pass",
        "import subprocess\nif sys.platform != 'win32':\n    subprocess.Popen(['a'], start_new_session=True)",
        "import subprocess\nsubprocess.run(['a'], text=True, encoding='utf-8')",
        "try:\n    text = open('/proc/meminfo', encoding='ascii')\nexcept OSError:\n    pass",
        "try:\n    staging.rename(folder)\nexcept OSError:\n    pass",
        "import tempfile\ntempfile.TemporaryDirectory(ignore_cleanup_errors=True)",
        "frame.rename(columns={'a': 'b'})",
        "text.replace('a', 'b')",
        "path.open('rb')",
        "path.read_text(encoding='utf-8')",
        "read_array(path, (3,), mapped=False)",
        "try:\n    path.hardlink_to(other)\nexcept OSError:\n    copy(path, other)",
    ],
)
def test_what_has_its_other_side_is_left_alone(source: str) -> None:
    assert unportable(source) == []


def test_every_excuse_is_still_needed() -> None:
    for name in MAPPED:
        calls = ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8")))
        assert any(isinstance(node, ast.Call) and _maps(node) for node in calls), (
            f"{name} maps nothing any more"
        )
