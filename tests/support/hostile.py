"""Hostile submissions, by name. Each scores points only where it succeeds.

The exercise asks for `double(x)`, twice a random table, and `loot()`, which brings points for the
canary's text or for the word "escaped". The test fills in HOME, SECRET, PORT, NAME and MARK: a
folder and a file of the host that every user may read, a port and an abstract socket on which it
listens, and a name for files that must not appear.
"""

from dlcourse.grading.sandbox import seccomp

# The runner's own pipes and the ticket of the question, read off its stack.
PIPES = """
import os, struct, sys
frame = sys._getframe()
while not {"ask", "answer", "question"} <= frame.f_locals.keys():
    frame = frame.f_back
answer, ticket = frame.f_locals["answer"], frame.f_locals["question"][0]
def send(header, body=b"", magic=b"DL", h=None, b=None):
    h, b = (len(header) if h is None else h), (len(body) if b is None else b)
    os.write(answer, struct.pack(">2sIQ", magic, h, b) + header + body)
"""


def frame(call, name="double(x)"):
    """Return a submission that writes to the grader's pipe when it is called."""
    body = "\n".join(f"    {line}" for line in (PIPES + call).strip().splitlines())
    return f"def {name}:\n{body}\n"


def loot(body, before=""):
    """Return a submission that tries to come back with something."""
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    return f"import os, sys, subprocess, socket\n{before}\ndef loot():\n{lines}\n"


def value(text, before=""):
    """Return a submission whose answer is always the same trick."""
    return (
        f"import numpy as np\n{before}\ndef double(x): return {text}\ndef loot(): return {text}\n"
    )


CHEATS = {
    "read the checks from disk": loot("""
for top, dirs, files in os.walk("/"):
    for name in files:
        if name in ("exercise.py", "spec.py", "secret", "journal.jsonl", "grades.csv"):
            return "escaped"
"""),
    "import the checks": loot("import dlcourse.grading.exercise.spec\nreturn 'escaped'"),
    "read the host's file": loot("return open('SECRET').read()"),
    "list the host's home": loot("return 'escaped' if os.listdir('HOME') else ''"),
    "read another submission": loot("return open('HOME/submissions/honest_0.py').read()"),
    "read a password file": loot("return 'escaped' if open('/etc/passwd').read() else ''"),
    "read the environment": loot("return str(dict(os.environ))"),
    "read environments in proc": loot(
        "import glob\nreturn str([open(p, 'rb').read() for p in glob.glob('/proc/*/environ')])"
    ),
    "look for checks among live objects": loot("""
import gc
for thing in gc.get_objects():
    if type(thing).__name__ in ("Check", "Task", "Exercise", "Classroom"):
        return "escaped"
"""),
    "read expected values off the stack": """
import sys
def double(x):
    frame, seen = sys._getframe(), []
    while frame:
        seen += [v for k, v in frame.f_locals.items() if k in ("wanted", "expected", "right")]
        frame = frame.f_back
    return seen[0]
""",
    "patch NumPy's comparisons": value(
        "np.zeros(3)",
        "for name in ('allclose', 'isclose', 'array_equal', 'all', 'any', 'abs', 'asarray'):\n"
        "    setattr(np, name, lambda *a, **k: True)\n"
        "np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None",
    ),
    "patch builtins": value(
        "0", "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.AssertionError = int"
    ),
    "patch the runner's frames": value(
        "1", "from inside import wire\nwire.pack = lambda t, k, v: b'passed'"
    ),
    "patch the runner's reply": value(
        "1", "from inside import runner\nrunner.reply = lambda *a: b'DL' + bytes(12) + b'passed'"
    ),
    "a plugin that says all passed": value(
        "1",
        "import sys, types\nsys.modules['pytest'] = sys.modules['unittest'] = types",
    ),
    "an array equal to everything": value(
        "np.zeros(3).view(Same)",
        "class Same(np.ndarray):\n"
        "    def __eq__(self, o): return np.ones(self.shape, bool)\n"
        "    __array_priority__ = 99\n"
        "    def __array_function__(self, *a, **k): return True\n"
        "    def __array_ufunc__(self, *a, **k): return np.zeros(3)",
    ),
    "an object equal to everything": value(
        "Same()", "class Same:\n    __eq__ = __lt__ = __gt__ = __bool__ = lambda *a: True"
    ),
    "a float equal to everything": value(
        "Same(0)", "class Same(float):\n    __eq__ = __sub__ = __rsub__ = lambda *a: True"
    ),
    "a text equal to everything": value(
        "Same('')", "class Same(str):\n    __eq__ = lambda *a: True"
    ),
    "an array of objects": value(
        "np.array([Same()] * 3, object)", "class Same: __eq__ = lambda *a: True"
    ),
    "an array with fields": value("np.zeros(3, [('a', 'f8'), ('b', 'O')])"),
    "a masked array": value("np.ma.masked_all(3)"),
    "an array of nothing": value("np.zeros((0, 5))"),
    "nan": value("np.full(3, np.nan)"),
    "infinity": value("np.full(3, np.inf)"),
    "one nan": value("float('nan')"),
    "true": value("True"),
    "a column that would broadcast": value("np.zeros((100_000, 1))"),
    "no rows and endless columns": value("np.zeros((0, 2**40))"),
    "code in a pickle": value(
        "Bomb()", "class Bomb:\n    def __reduce__(self): return (open, ('HOME/MARK', 'w'))"
    ),
    "code in an array's pickle": value(
        "np.array([Bomb()], object)",
        "class Bomb:\n    def __reduce__(self): return (open, ('HOME/MARK', 'w'))",
    ),
    "forge the results": loot("""
for folder in ("/", "/tmp", "HOME", "..", "/runner", "/autograder/results", "/dev", "/dev/shm"):
    for name in ("results.json", "grades.csv", "journal.jsonl", "MARK"):
        try: open(f"{folder}/{name}", "w").write('{"score": 100}')
        except OSError: pass
import ctypes
return "escaped" if ctypes.CDLL(None).access(b"HOME/MARK", 0) == 0 else ""
"""),
    "edit the interpreter": loot("open(os.__file__, 'w').write('')\nreturn 'escaped'"),
    "edit NumPy": loot("open('/packages/numpy/MARK', 'w').write('')\nreturn 'escaped'"),
    "a device to write to": loot("open('/dev/MARK', 'w').write('')\nreturn 'escaped'"),
    "shared memory": loot("open('/dev/shm/MARK', 'w').write('')\nreturn 'escaped'"),
    "the worked solution": loot(
        "from dlcourse.grading import solution\n"
        "return 'escaped' if solution('98.2') or solution('98.1') else ''"
    ),
    "a hint that tells": loot(
        "from dlcourse.grading import hint\nreturn 'escaped' if hint('98.2') else ''"
    ),
    "the check at home": loot(
        "from dlcourse.grading import check\n"
        "return 'escaped' if check('98.2', loot) or hasattr(check, '__closure__') and "
        "check.__closure__ else ''"
    ),
    "a student's copy with its locks": loot("""
import importlib
for name in ("dlcourse._exercises", "dlcourse.grading.exercise.sealed",
             "dlcourse.grading.checking.locks"):
    try: return importlib.import_module(name) and "escaped"
    except ImportError: pass
"""),
    "progress that says all passes": loot(
        "import json\n"
        "for place in ('/tmp/progress.json', 'progress.json', '../progress.json'):\n"
        "    try: json.dump({'98': {'loot': {'ok': True, 'points': 5}}}, open(place, 'w'))\n"
        "    except OSError: pass\n"
        "from dlcourse.grading import solution\n"
        "return 'escaped' if solution('98.2') else ''"
    ),
    "what the runner was sent": loot("""
for finder in sys.meta_path:
    for name, code in getattr(finder, "codes", {}).items():
        if b"looted" in code or b"agrees" in code or not name.startswith("inside"):
            return "escaped"
"""),
    "another module of the runner's": value(
        "1",
        "import marshal, sys\n"
        "evil = compile('def needed(*a): return [0] * 10**9', 'x', 'exec')\n"
        "for finder in sys.meta_path:\n"
        "    if hasattr(finder, 'codes'): finder.codes['inside.demos'] = marshal.dumps(evil)\n"
        "import os\nos._exit(0)\n",
    ),
    "what the collector leaves alone": loot("""
import gc
gc.unfreeze()
for thing in gc.get_objects():
    if type(thing).__name__ in ("Check", "Task", "Exercise", "Classroom", "Question", "Journal"):
        return "escaped"
"""),
    "quiet statements that end the process": (
        "from inside import runner\nimport os\n"
        "runner.Submission.run_quiet = lambda *a: os._exit(0)\n"
        "def double(x): return x\n"
    ),
    "quiet statements that never end": (
        "from inside import runner\n"
        "def endless(*a):\n    while True: pass\n"
        "runner.Submission.run_quiet = endless\n"
        "def double(x): return x\n"
    ),
    "quiet statements that say anything": (
        "from inside import runner\nimport numpy as np\n"
        "runner.Submission.run_quiet = lambda self, n: [np.zeros(2), {}, None][:len(n)]\n"
        "def double(x): return x\n"
        "def loot(): return 'loot'\nzero = 0\n"
    ),
    "quiet statements that say too much": (
        "from inside import runner\n"
        "runner.Submission.run_quiet = lambda self, n: ['ValueError'] * 10**4\n"
        "def double(x): return x\n"
    ),
    "be the last to go": loot(
        "open('/proc/self/oom_score_adj', 'w').write('-1000')\nreturn 'escaped'"
    ),
    "remount the root": loot("""
import ctypes
return "escaped" if ctypes.CDLL(None).mount(b"", b"/", b"", 0x20, b"") == 0 else ""
"""),
    "a user namespace": loot("""
import ctypes
return "escaped" if ctypes.CDLL(None).unshare(0x10000000) == 0 else ""
"""),
    "become root": loot("os.setuid(0)\nreturn 'escaped'"),
    "trace another process": loot("""
import ctypes
for pid in {os.getppid(), *range(1, 99)}:
    if pid and ctypes.CDLL(None).ptrace(16, pid, 0, 0) == 0:
        return "escaped"
"""),
    "lift another process's limits": loot("""
import resource
for pid in {os.getppid(), *range(2, 99)}:
    try: return resource.prlimit(pid, resource.RLIMIT_NPROC, (99, 99)) and "escaped"
    except OSError: pass
"""),
    "raise the limits": loot("""
import resource
resource.setrlimit(resource.RLIMIT_NPROC, (100, 100))
return "escaped"
"""),
    "open the network": loot(
        "return socket.create_connection(('127.0.0.1', PORT), 1).recv(99).decode()"
    ),
    "an abstract socket": loot(
        "s = socket.socket(socket.AF_UNIX)\ns.connect('\\0NAME')\nreturn s.recv(99).decode()"
    ),
    "ask a name server": loot("return 'escaped' if socket.gethostbyname('example.org') else ''"),
    "start a program": loot(
        "return subprocess.run(['/bin/sh', '-c', 'echo escaped']) and 'escaped'"
    ),
    "a process that stays": loot(
        "return 'escaped' if os.fork() else __import__('time').sleep(999)"
    ),
    "a thread": loot(
        "import threading\nthreading.Thread(target=len, args=('',)).start()\nreturn 'escaped'"
    ),
    "a pool of processes": loot(
        "import multiprocessing\nreturn 'escaped' if multiprocessing.Pool(2).map(abs, [1]) else ''"
    ),
    "a fork bomb": (
        "import os\nfor _ in range(10_000):\n    try: os.fork()\n    except OSError: pass\n"
    ),
    "kill the parent": loot("os.kill(os.getppid(), 9)\nreturn ''"),
    "kill everyone": loot("""
for pid in (-1, *range(2, 500)):
    try: os.kill(pid, 9)
    except OSError: pass
"""),
    "a time bomb": loot(
        "raise SystemExit",
        "import atexit, signal\natexit.register(lambda: open('HOME/MARK', 'w'))\n"
        "signal.signal(signal.SIGALRM, lambda *a: open('HOME/MARK', 'w'))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)",
    ),
    "markup in a text": value("'<script>alert(1)</script>'"),
    "markup in a class": value(
        "bang()", "def bang(): raise type('<script>alert(1)</script>', (Exception,), {})"
    ),
}

ENDLESS = {
    "an endless loop": "def double(x):\n    while True: pass\n",
    "an endless loop at the top": "while True: pass\n",
    "sleep": "import time\ndef double(x): time.sleep(999)\n",
    "stop itself": "import os, signal\ndef double(x): os.kill(os.getpid(), signal.SIGSTOP)\n",
    "a loop within C": "import re\ndef double(x): re.match(r'(a*)*$', 'a' * 99 + 'b')\n",
    "a loop that ignores signals": (
        "import signal\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "def double(x):\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass\n"
    ),
    "much memory": "import numpy as np\ndef double(x): return np.ones(6 * 2**27)\n",
    "memory bit by bit": "def double(x):\n    a = []\n    while True: a.append(bytes(10**6))\n",
    "memory at the top": "a = []\nwhile True: a.append(bytes(10**6))\n",
    "a large integer": "def double(x): return 10 ** (10 ** 7)\n",
    "endless recursion": "def double(x): return double(x)\n",
    "recursion without a limit": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef double(x): return double(x)\n"
    ),
    "a crash": "import ctypes\ndef double(x): ctypes.string_at(0)\n",
    "an exit": "import os\ndef double(x): os._exit(0)\n",
    "an exit at the top": "import os\nos._exit(0)\n",
    "system exit": "import sys\ndef double(x): sys.exit(0)\n",
    "prints by the megabyte": "def double(x):\n    while True: print('x' * 10**6)\n",
    "writes to standard output": (
        "import os\ndef double(x):\n    while True: os.write(1, bytes(10**6))\n"
    ),
    "a large file": (
        "def double(x):\n    with open('/tmp/MARK', 'wb') as f:\n"
        "        while True: f.write(bytes(10**6))\n"
    ),
    "many files": (
        "def double(x):\n    n = 0\n    while True:\n        n += 1\n"
        "        open(f'/tmp/{n}', 'wb').write(bytes(10**5))\n"
    ),
    "files held open": (
        "held = []\ndef double(x):\n    while True: held.append(open('/dev/null'))\n"
    ),
    "files in memory": (
        "import os\ndef double(x):\n    while True:\n        f = os.memfd_create('x')\n"
        "        while True: os.write(f, bytes(10**6))\n"
    ),
    "sleep in small pieces": ("import time\ndef double(x):\n    while True: time.sleep(0.01)\n"),
    "sleep, and work a little": (
        "import time\ndef double(x):\n    while True:\n        ends = time.process_time() + 0.005\n"
        "        while time.process_time() < ends: pass\n        time.sleep(0.06)\n"
    ),
    "sleep at the top": "import time\n" + "time.sleep(0.3)\n" * 200,
    "a long sleep in each statement": "import time\n" + "time.sleep(99)\n" * 30,
    "sleep for what a function needs": (
        "import time\n" + "table = time.sleep(0.7)\n" * 60 + "def double(x): return table\n"
    ),
    "wait for a signal": "import signal\ndef double(x): signal.pause()\n",
    "wait for a terminal": (
        "import os\nfd = os.open('/dev/ptmx', os.O_RDWR)\ndef double(x): os.read(fd, 1)\n"
    ),
    "wait for the grader": frame("os.read(frame.f_locals['ask'], 1)"),
    "endless loops at the top": "while True: pass\n" * 40,
    "exits at the top": "import os\n" + "os._exit(0)\n" * 40,
    "an exit of each first call": (
        "import os, random\ndef double(x):\n    if random.random() < 0.5: os._exit(0)\n"
    ),
    "work between the questions": (
        "import signal\ndef work(*what):\n    while True: pass\n"
        "def double(x):\n    signal.signal(signal.SIGALRM, work)\n"
        "    signal.setitimer(signal.ITIMER_REAL, 0.0001)\n"
    ),
    "a lie about what is needed": (
        "import sys\nfrom inside import demos\ndemos.needed = lambda *a: ['x', -1, 10**9, None]\n"
        + "while True: pass\n" * 9
    ),
    "no word about what is needed": (
        "import sys\nfrom inside import demos\ndemos.needed = lambda *a: {}\n"
        + "while True: pass\n" * 9
    ),
    "a head that never ends": "def double(x=[n for n in iter(int, 1)]): return 2 * x\n",
    "brackets by the thousand": "x = " + "(" * 5000 + ")" * 5000 + "\n",
    "not a notebook": '{"cells": ' + "[" * 100_000,
}

FRAMES = {
    "a header that is too long": frame("send(b'', h=2**32 - 1)"),
    "a body that is too long": frame("send(b'[]', b=2**63)"),
    "another magic": frame("send(b'[]', magic=b'PK')"),
    "no JSON": frame("send(b'{]')"),
    "JSON of no frame": frame("send(b'{\"score\": 100}')"),
    "deep nesting": frame("send(b'[' * 60_000)"),
    "deep nesting that ends": frame(
        "send(f'[\"{ticket}\", \"value\", '.encode() + b'[\"l\",' * 9000 + b'1' + b']' * 9001)"
    ),
    "a list too long": frame(
        "send(f'[\"{ticket}\", \"value\", [\"l\"'.encode() + b',1' * 20_000 + b']]')"
    ),
    "an integer too large": frame('send(f\'["{ticket}", "value", {10**4000}]\'.encode())'),
    "nan in JSON": frame('send(f\'["{ticket}", "value", NaN]\'.encode())'),
    "a float in JSON": frame('send(f\'["{ticket}", "value", 1e999]\'.encode())'),
    "an object's dtype": frame(
        'send(f\'["{ticket}", "value", ["a", "object", [1]]]\'.encode(), bytes(8))'
    ),
    "a dtype that is a program": frame(
        'send(f\'["{ticket}", "value", ["a", "f8,O", [1]]]\'.encode(), bytes(8))'
    ),
    "a negative side": frame(
        'send(f\'["{ticket}", "value", ["a", "float64", [-1]]]\'.encode(), bytes(8))'
    ),
    "a side too large": frame(
        'send(f\'["{ticket}", "value", ["a", "float64", [{2**62}, 4]]]\'.encode(), bytes(8))'
    ),
    "sides that are zero and huge": frame(
        'send(f\'["{ticket}", "value", ["a", "float64", [0, {2**62}]]]\'.encode())'
    ),
    "too few bytes": frame(
        'send(f\'["{ticket}", "value", ["a", "float64", [3]]]\'.encode(), bytes(8))'
    ),
    "too many bytes": frame(
        'send(f\'["{ticket}", "value", ["a", "float64", [3]]]\'.encode(), bytes(99))'
    ),
    "a bool that is seven": frame(
        'send(f\'["{ticket}", "value", ["a", "bool", [3]]]\'.encode(), bytes([7] * 3))'
    ),
    "half a character": frame('send(f\'["{ticket}", "value", "\\\\\\\\ud800"]\'.encode())'),
    "an unknown kind": frame('send(f\'["{ticket}", "passed", true]\'.encode())'),
    "a forged verdict": frame('send(f\'["{ticket}", "value", true]\'.encode())'),
    "a table for the name of a type": frame(
        'send(f\'["{ticket}", "strange", ["a", "float64", [2]]]\'.encode(), bytes(16))'
    ),
    "another's ticket": frame('send(b\'["0000000000000000", "value", true]\')'),
    "replies in advance": frame('for _ in range(99): send(b\'["", "value", true]\')'),
    "replies before any question": PIPES + 'for _ in range(99): send(b\'["", "ready", null]\')\n',
    "slow drip": frame("""
import time
for byte in struct.pack(">2sIQ", b"DL", 60_000, 0) + b"[" * 60_000:
    os.write(answer, bytes([byte]))
    time.sleep(0.05)
"""),
    "half a frame": frame("send(b'[', h=50)\nwhile True: pass"),
    "a table for the class of an error": (
        "from inside import runner\nimport numpy as np\n"
        "runner.Submission.run = lambda self, n: np.zeros(2)\nx = 1\n"
    ),
    "tables for the names of functions": (
        "from inside import runner\nimport numpy as np\n"
        "runner.Submission.defined = lambda self, names: [np.zeros(2), [], {}]\n"
    ),
    "a flood": frame("while True: os.write(answer, bytes(60_000))"),
    "a closed pipe": frame("os.close(answer)\nwhile True: pass"),
    "a question unread": frame("os.close(frame.f_locals['ask'])"),
    "an endless list": "def double(x):\n    a = []\n    a.append(a)\n    return a\n",
    "a deep list": "def double(x):\n    a = []\n    for _ in range(10**5): a = [a]\n    return a\n",
    "a large dict": "def double(x): return {str(n): n for n in range(10**6)}\n",
    "a dict with other keys": "def double(x): return {(1, 2): 3}\n",
    "a large array": "import numpy as np\ndef double(x): return np.zeros(10**7)\n",
    "a long text": "def double(x): return 'x' * 10**7\n",
}


def system_call(name, *args):
    """Return a submission that makes a call past the C library's functions, and loot if it may."""
    machine = seccomp.machine()
    number = seccomp.refused(machine)[name] if machine else -1
    return loot(
        f"return 'escaped' if C.syscall({', '.join([str(number), *args])}) >= 0 else ''", LIBRARY
    )


# Past Python's own functions, some of which the runner has replaced.
LIBRARY = """
import ctypes
C = ctypes.CDLL(None)
"""


def filling(body, before=""):
    """Return a submission that keeps memory of the kernel's, some 20 KB with each turn, in `kept`.

    It is loot where it could turn more often than any number of open files allows.
    """
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    return loot(
        f"""
for n in range(10_000):
{lines}
return "escaped"
""",
        f"{LIBRARY}import fcntl, mmap, signal\n{before}\nkept = []",
    )


# What no limit of a process counts. A turn that is refused raises.
FILLING = {
    "attributes": filling("os.setxattr('/tmp', f'user.{n}', bytes(16_000))"),
    "attributes of a file without a name": filling(
        "os.setxattr(fd, f'user.{n}', bytes(16_000))",
        "fd = os.open('/tmp', os.O_TMPFILE | os.O_RDWR)",
    ),
    "folders": filling(
        "for k in range(20):\n    assert C.mkdir(f'/tmp/{n}_{k}'.encode(), 0o700) == 0"
    ),
    "empty files": filling(
        "for k in range(20):\n    fd = C.open(f'/tmp/{n}_{k}'.encode(), 0o102, 0o600)\n"
        "    assert fd > 0\n    os.close(fd)"
    ),
    "long names": filling(
        "for k in range(16):\n    name = f'/tmp/{n}_{k}_'.encode() + b'x' * 240\n"
        "    fd = C.open(name, 0o102, 0o600)\n    assert fd > 0\n    os.close(fd)"
    ),
    "links": filling(
        "for k in range(99):\n    assert C.link(b'/tmp/0', f'/tmp/{n}_{k}'.encode()) == 0",
        "C.close(C.open(b'/tmp/0', 0o102, 0o600))",
    ),
    "symbolic links": filling(
        "for k in range(16):\n    assert C.symlink(b'x' * 100, f'/tmp/{n}_{k}'.encode()) == 0"
    ),
    "named pipes": filling("for k in range(16): os.mkfifo(f'/tmp/{n}_{k}')"),
    "locks on bytes": filling(
        "for k in range(99): fcntl.lockf(fd, fcntl.LOCK_EX, 1, 2 * (10**6 - 99 * n - k))",
        "fd = os.open('/tmp', os.O_TMPFILE | os.O_RDWR)",
    ),
    "locks on bytes of an open file": filling(
        "for k in range(99):\n    at = 2 * (10**6 - 99 * n - k)\n"
        "    fcntl.fcntl(fd, 37, struct.pack('hhqqi4x', 1, 0, at, 1, 0))",
        "import struct\nfd = os.open('/tmp', os.O_TMPFILE | os.O_RDWR)",
    ),
    "notices about a folder": filling(
        "kept.append(os.open('/tmp', os.O_RDONLY))\nfcntl.fcntl(kept[-1], 1026, 0x8000003F)"
    ),
    "longer pipes": filling(
        "for fd in range(32):\n    try: os.fstat(fd)\n    except OSError: continue\n"
        "    try: fcntl.fcntl(fd, 1031, 1 << 20)\n    except OSError as error:\n"
        "        if error.errno != 9: raise"
    ),
    "pipes": filling(
        "read, write = os.pipe()\nkept += [read, write]\nos.set_blocking(write, False)\n"
        "os.write(write, bytes(1 << 16))"
    ),
    "what is left of shared memory": filling(
        "kept.append(mmap.mmap(-1, 1 << 20))\n"
        "for at in range(0, 1 << 20, 4096): kept[-1][at] = 1\nkept[-1].resize(4096)"
    ),
    "what is left of a device's memory": filling(
        "kept.append(mmap.mmap(fd, 1 << 20))\n"
        "for at in range(0, 1 << 20, 4096): kept[-1][at] = 1\nkept[-1].resize(4096)",
        "fd = os.open('/dev/zero', os.O_RDWR)",
    ),
    "filters upon filters": filling(
        "assert C.prctl(22, 2, ctypes.byref(P(1, ctypes.addressof(rule)))) == 0",
        "class P(ctypes.Structure): _fields_ = [('n', ctypes.c_uint16), ('p', ctypes.c_void_p)]\n"
        "rule = (ctypes.c_uint16 * 4)(6, 0, 0, 0x7FFF)",
    ),
    "timers": filling(
        "for k in range(50): assert C.timer_create(1, None, ctypes.byref(t)) == 0",
        "t = ctypes.c_void_p()",
    ),
    "signals in a queue": filling(
        "for k in range(99): assert C.sigqueue(os.getpid(), 40, None) == 0",
        "signal.pthread_sigmask(signal.SIG_BLOCK, [40])",
    ),
    "rules of a Landlock": filling(
        "for k in range(6):\n    rule = (ctypes.c_uint64 * 2)(1, 6 * n + k)\n"
        "    assert C.syscall(445, fd, 2, rule, 0) == 0",
        "fd = C.syscall(444, (ctypes.c_uint64 * 2)(0, 1), 16, 0)",
    ),
    "files without names": filling("kept.append(os.open('/tmp', os.O_TMPFILE | os.O_RDWR))"),
    "full files without names": filling(
        "kept.append(os.open('/tmp', os.O_TMPFILE | os.O_RDWR))\n"
        "while os.fstat(kept[-1]).st_size < 4 << 20: os.write(kept[-1], bytes(1 << 20))"
    ),
    "terminals": filling("kept.append(os.open('/dev/ptmx', os.O_RDWR | os.O_NOCTTY))"),
}


# With these arguments each call would succeed for an ordinary user, were there no filter.
CALLS = {
    "socket": ("1", "1", "0"),
    "memfd_create": ("b'x'", "0"),
    "userfaultfd": ("1",),
    "inotify_init1": ("0",),
    "pidfd_open": ("os.getpid()", "0"),
    "shmget": ("0", "4096", "0o600"),
    "msgget": ("0", "0o600"),
    "personality": ("0xFFFFFFFF",),
    "io_uring_setup": ("1", "ctypes.create_string_buffer(120)"),
    "add_key": ("b'user'", "b'x'", "b'y'", "1", "-2"),
    "process_vm_readv": ("os.getpid()", "0", "0", "0", "0", "0"),
    # what the kernel keeps
    "mkdirat": ("-100", "b'/tmp/folder'", "0o700"),
    "mknodat": ("-100", "b'/tmp/fifo'", "0o10600", "0"),
    "symlinkat": ("b'x' * 4000", "-100", "b'/tmp/link'"),
    "openat2": ("-100", "b'/tmp/file'", "(ctypes.c_uint64 * 3)(0o102, 0o600, 0)", "24"),
    "setxattr": ("b'/tmp'", "b'user.x'", "b'y' * 9", "9", "0"),
    "pipe2": ("ctypes.create_string_buffer(8)", "0"),
    "eventfd2": ("0", "0"),
    "epoll_create1": ("0",),
    "signalfd4": ("-1", "ctypes.create_string_buffer(8)", "8", "0"),
    "timerfd_create": ("1", "0"),
    "timer_create": ("1", "0", "ctypes.byref(ctypes.c_int())"),
    "rt_sigqueueinfo": ("os.getpid()", "40", "(ctypes.c_int * 32)(40, 0, -1)"),
    "io_setup": ("8", "ctypes.byref(ctypes.c_ulong(0))"),
    "landlock_create_ruleset": ("(ctypes.c_uint64 * 1)(1)", "8", "0"),
    # who goes first, and last
    "prctl": ("1", "0"),
    "sched_setscheduler": ("0", "3", "ctypes.byref(ctypes.c_int(0))"),
    "ioprio_set": ("1", "0", "3 << 13"),
    "sync": (),
}
FILTERED = {f"the system call {name}": system_call(name, *args) for name, args in CALLS.items()}

ATTACKS = {**CHEATS, **ENDLESS, **FRAMES, **FILTERED, **FILLING}


# What knows one digit of a hidden input, in a function that is asked twice: `leaks` puts a line
# there that tells it. The public input is the number 3.
CHOICE = """
import os, sys, time
import numpy as np
kept = []
def digit(x):
    return int(abs(float(np.ravel(x)[0])) * 1000) % 10
def odd(x):
    return digit(x) % 2 == 1
"""


def leaks(how, later="return 0.5", top=""):
    """Return a submission that tells a digit of a hidden input.

    how: what double does with a hidden x; later: what triple, the exercise's next function, does.
    """
    first, then = (text.strip().replace("\n", "\n    ") for text in (how, later))
    return (
        f"{CHOICE}{top}\ndef double(x):\n    if np.ndim(x) == 0: return 2 * x\n"
        f"    kept.append(digit(x))\n    {first}\n    return 0.5\n"
        f"def triple(x):\n    {then}\n"
    )


CLASSES = "ValueError TypeError KeyError IndexError OSError EOFError NameError LookupError "
CLASSES += "ZeroDivisionError ArithmeticError"
LEAKS = {
    "a shape": leaks("return np.zeros(digit(x))"),
    "a number of axes": leaks("return np.zeros((1,) * (digit(x) % 7))"),
    "a number of results": leaks("return (0.5,) * digit(x)"),
    "the first place that is wrong": leaks(
        "a = 2 * x\na[digit(x) % 3 :] += 1\nreturn a",
    ),
    "nan or infinity or neither": leaks("return np.full(3, [np.nan, np.inf, 1.0][digit(x) % 3])"),
    "the value that is not finite": leaks(
        "return np.array([np.nan, [np.inf, -np.inf][odd(x)], 1])"
    ),
    "one of Python's own exceptions": leaks(f"raise eval('{CLASSES}'.split()[digit(x)])"),
    "the text of an exception": leaks("raise ValueError(f'chosen {digit(x)}')"),
    "a class of its own": leaks("raise type(f'Chosen{digit(x)}', (Exception,), {})"),
    "a type": leaks("return [None, 'a', [], {}, object(), (), True, iter([]), 1j, b''][digit(x)]"),
    "a type of numbers": leaks("return np.zeros(3, ['f4', 'f8', 'i8', '?', 'c8'][digit(x) % 5])"),
    "a word": leaks("return ['grow', 'fall'][odd(x)]"),
    "a key": leaks("return {f'chosen {digit(x)}': 1}"),
    "one of the known mistakes": leaks("return [3 * x, x / 2][odd(x)]"),
    "the limit of time": leaks("while odd(x): pass"),
    "the limit by the clock": leaks("if odd(x): time.sleep(99)"),
    "the limit of memory": leaks("if odd(x): bytes(6 * 2**30)"),
    "the end of the process": leaks("if odd(x): os._exit(0)"),
    "a forged frame": leaks(
        "frame = sys._getframe()\n"
        "while not {'ask', 'answer', 'question'} <= frame.f_locals.keys(): frame = frame.f_back\n"
        "if odd(x): os.write(frame.f_locals['answer'], b'no frame at all')"
    ),
    "a delay": leaks("time.sleep(digit(x) / 100)"),
    "what is printed": leaks("print(digit(x))\nos.write(2, str(digit(x)).encode())"),
    "a name of the function": leaks("double.__name__ = double.__doc__ = f'chosen {digit(x)}'"),
    "a later public result": leaks("pass", "return kept[-1] if kept else 0.5"),
    "a later public error": leaks("pass", f"raise eval('{CLASSES}'.split()[(kept or [0])[-1]])"),
    "a file, and a later public result": leaks(
        "open('/tmp/kept', 'w').write(str(digit(x)))",
        "return float(open('/tmp/kept').read()) if os.path.exists('/tmp/kept') else 0.5",
    ),
    "a function that is gone later": leaks("if odd(x): globals().pop('triple', None)"),
    "a statement that stops after a restart": leaks(
        "open('/tmp/kept', 'w').write('')\nif odd(x): os._exit(0)",
        top="if os.path.exists('/tmp/kept'): raise ValueError",
    ),
    "a runner that says where a statement stands": leaks(
        "from inside import runner\n"
        "runner.Submission.run = lambda self, n: [f'cell {digit(x)}', 'ValueError']\n"
        "runner.Submission.load = lambda *a: {'places': [], 'notes': [str(digit(x))]}"
    ),
}

# Words that a student would like to see on the page, and in the table, as if another had said them.
FORGED = "LECTURER: regraded by hand, 29 of 29"
_CLASS = f"type('{FORGED}', (Exception,), {{}})"
FORGERIES = {
    "the head of a function": f"def double(x):\n    return 0\ndef ({FORGED!r}, (\n",
    "the head of a class": f"x = 1\nclass {FORGED}:\nimport os\n",
    "a class of errors": f"raise {_CLASS}\n",
    "a class of errors in a function": f"def double(x):\n    raise {_CLASS}\n",
    "a text of an error": f"def double(x):\n    raise ValueError({FORGED!r})\n",
    "a text of an error at the top": f"raise SystemExit({FORGED!r})\n",
    "a type": f"def double(x):\n    return type({FORGED!r}, (), {{}})()\n",
    "a name of a function": f"def double(x):\n    return 0\ndouble.__name__ = {FORGED!r}\n",
    "a docstring": f"{FORGED!r}\ndef double(x):\n    {FORGED!r}\n    return 0\n",
    "what is printed": f"print({FORGED!r})\ndef double(x):\n    return print({FORGED!r})\n",
    "a warning": f"import warnings\nwarnings.warn({FORGED!r})\n",
    "the runner's answer about a statement": (
        "from inside import runner\n"
        f"runner.Submission.run = lambda self, n: [{FORGED!r}, 'ValueError']\n"
        "x = 1\ndef double(x): return 0\n"
    ),
    "the runner's answer about an error": (
        "from inside import runner\n"
        f"runner.Submission.run = lambda self, n: {FORGED!r}\n"
        "x = 1\ndef double(x): return 0\n"
    ),
    "the runner's notes": (
        "from inside import cells, runner\n"
        f"runner.sources = cells.sources = lambda *a: ([], [{FORGED!r}])\n"
        f"runner.content = lambda *a: {FORGED!r}\n"
        "import os\ndef double(x): os._exit(0)\n"
    ),
    "the runner's functions": (
        f"from inside import runner\nrunner.Submission.defined = lambda self, names: [{FORGED!r}]\n"
    ),
    "a table for spreadsheets": f"def double(x):\n    return '=HYPERLINK(\"{FORGED}\")'\n",
}
