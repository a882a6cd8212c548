"""Debian's Firefox, or any other, driven over WebDriver BiDi: as much of it as the tests use.

Playwright needs a Firefox of its own. This one is asked over a socket, for which websocket-client
is there already: Jupyter's server brings it. What the browser knows beside the page, its log above
all, is asked over Marionette, the socket beneath Firefox's own driver: from BiDi the older of
Debian's two Firefoxes shows the page alone.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import websocket

PLACES = ["/Applications/Firefox.app/Contents/MacOS/firefox"]
# What Firefox would look up by itself stays away: the tests count what is asked.
QUIET = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "marionette.port": 0,  # any that is free: two may run at once
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "ui.prefersReducedMotion": 1,
}
# Both doors have to be open before a session is asked for: Marionette's, and the one for BiDi.
READY = re.compile(r"(?s)(?=.*Listening on port (\d+))(?=.*WebDriver BiDi listening on ws://)")
SOCKET = {"suppress_origin": True, "timeout": 60}
# All that Firefox has to say of a page, which is more than its page hears of: also what a policy
# refused, and what is wrong with a formula.
LOGGED = """return Services.console.getMessageArray()
    .filter(said => said instanceof Ci.nsIScriptError)
    .filter(said => !(said.flags & Ci.nsIScriptError.warningFlag))
    .map(said => `${said.sourceName}: ${said.errorMessage}`)"""

# A font may come too late to be used, which Firefox calls an error: course.css wants it so.
MEANT = "font-display timeout, webfont not used"
# Firefox lays out a formula of which a part has still to arrive, and complains.
ARRIVING = "Incorrect number of children for"


def find_firefox():
    """The path of a Firefox, or None."""
    places = [*map(shutil.which, ("firefox", "firefox-esr")), *PLACES]
    return next((place for place in places if place and Path(place).exists()), None)


def require_firefox():
    """Skip the test where there is no Firefox; fail where DLCOURSE_REQUIRE_BROWSER is set."""
    if find_firefox():
        return
    if os.environ.get("DLCOURSE_REQUIRE_BROWSER"):
        pytest.fail("DLCOURSE_REQUIRE_BROWSER is set, but no Firefox was found.", pytrace=False)
    pytest.skip("no Firefox found: the site is not tested in it")


@contextmanager
def firefox(profile, **settings):
    """A running Firefox with these preferences and its profile in this folder."""
    lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in (QUIET | settings).items()]
    (profile / "user.js").write_text("\n".join(lines), "utf8")
    options = ["--headless", "--marionette", "--remote-debugging-port=0"]
    options += ["--remote-allow-system-access"]
    with (
        (profile / "log.txt").open("w") as log,
        subprocess.Popen(
            [find_firefox(), *options, "--no-remote", "--profile", profile],
            env=os.environ | {"MOZ_DISABLE_CONTENT_SANDBOX": "1"},  # as root, as in a container
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            with closing(Marionette(port(profile / "log.txt"))) as inside:
                session = inside.say("WebDriver:NewSession", webSocketUrl=True)
                where = session["capabilities"]["webSocketUrl"]
                with closing(websocket.create_connection(where, **SOCKET)) as to:
                    yield Firefox(to, inside)
        finally:
            process.kill()


def port(log, seconds=60):
    """The port at which Firefox answers, as soon as its log says it."""
    end = time.monotonic() + seconds
    while not (found := READY.match(log.read_text("utf8", "replace"))):
        assert time.monotonic() < end, f"Firefox did not start:\n{log.read_text('utf8', 'replace')}"
        time.sleep(0.05)
    return int(found[1])


class Marionette:
    """The browser itself, asked command by command: a length, a colon, and the message as JSON."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.stream = self.socket.makefile("rb")
        self.sent = 0
        self.hear()  # it presents itself

    def hear(self):
        length = b""
        while (digit := self.stream.read(1)) != b":":
            assert digit, "Firefox has ended"
            length += digit
        return json.loads(self.stream.read(int(length)))

    def say(self, command, **parameters):
        """Send a command; return its result."""
        self.sent += 1
        message = json.dumps([0, self.sent, command, parameters]).encode()
        self.socket.sendall(b"%d:%b" % (len(message), message))
        _, number, error, result = self.hear()
        assert number == self.sent
        assert error is None, f"{command}: {error['message']}"
        return result

    def run(self, script):
        """What a script returns that runs in the browser's window, with all its rights."""
        self.say("Marionette:SetContext", value="chrome")
        return self.say("WebDriver:ExecuteScript", script=script, args=[])["value"]

    def close(self):
        self.stream.close()
        self.socket.close()


class Firefox:
    """One window of a running Firefox, in which one page after the other is opened.

    asked: every address that the window has tried to reach since the last `open`.
    """

    def __init__(self, to, inside):
        self.socket, self.inside = to, inside
        self.sent, self.asked = 0, []
        self.say("session.subscribe", events=["network.beforeRequestSent"])
        self.tab = self.say("browsingContext.getTree")["contexts"][0]["context"]

    def say(self, method, **parameters):
        """Send a command; return its result. What happens meanwhile is noted."""
        self.sent += 1
        self.socket.send(json.dumps({"id": self.sent, "method": method, "params": parameters}))
        while True:
            heard = json.loads(self.socket.recv())
            if heard.get("id") == self.sent:
                assert heard["type"] == "success", f"{method}: {heard.get('message')}"
                return heard["result"]
            if heard.get("method") == "network.beforeRequestSent":
                self.asked.append(heard["params"]["request"]["url"])

    def size(self, width, height=900):
        """Give the page this size."""
        size = {"width": width, "height": height}
        self.say("browsingContext.setViewport", context=self.tab, viewport=size)

    def open(self, address):
        """Open a page and wait until it is there, with a log that begins with it."""
        for url in ("about:blank", address):
            self.forget()
            self.say("browsingContext.navigate", context=self.tab, url=url, wait="complete")
            self.until("document.readyState === 'complete'")  # which may come a little later

    def forget(self):
        """Begin the log and the list of what was asked for anew."""
        self.inside.run("Services.console.reset()")
        self.asked.clear()

    def run(self, expression):
        """The value of an expression in the page, which travels as JSON; a promise is awaited."""
        said = self.say(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})))()",
            target={"context": self.tab},
            awaitPromise=True,
        )
        assert said["type"] == "success", said.get("exceptionDetails", {}).get("text")
        return json.loads(said["result"].get("value", "null"))

    def until(self, condition, seconds=20):
        """Wait until an expression in the page is true."""
        end = time.monotonic() + seconds
        while not self.run(condition):
            assert time.monotonic() < end, f"after {seconds} s it was still not so: {condition}"
            time.sleep(0.05)

    def press(self, *keys):
        """Press keys one after the other, as WebDriver names them."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.perform({"type": "key", "id": "keyboard", "actions": actions})

    def press_together(self, *keys):
        """Hold each key while the next ones are pressed."""
        actions = [{"type": "keyDown", "value": key} for key in keys]
        actions += [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self.perform({"type": "key", "id": "keyboard", "actions": actions})

    def wheel(self, x, y, down):
        """Turn the wheel over this place of the window by so many pixels."""
        turn = {"type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": down}
        self.perform({"type": "wheel", "id": "wheel", "actions": [turn]})

    def perform(self, source):
        self.say("input.performActions", context=self.tab, actions=[source])

    def errors(self, root):
        """What the log has against the pages below an address, each once."""
        return sorted({line for line in self.inside.run(LOGGED) if root in line})

    def faults(self, root):
        """What went wrong since a page was opened: errors, and addresses that are not below root.

        root: the address of the site.
        """
        errors = [e for e in self.errors(root) if MEANT not in e and ARRIVING not in e]
        self.run("0")  # what was asked for until now is noted
        outside = [url for url in self.asked if not url.startswith((root, "data:", "blob:"))]
        return errors, outside
