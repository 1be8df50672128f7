"""Rowbell on one notification server: trial.py NAME"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

import dbus
from desktop import Desktop

BASE = "fae0a3a4-2ba9-4df8-8e83-03fd385e37de"
# What is known of each: how many popups at once it takes, where a click opens (the mouse's button; none: a button of the
# popup; 0: nowhere), whether "do not disturb" can be read.
SERVERS = {
    "dunst": (None, 2, True),
    "xfce": (None, None, True),
    "mate": (21, 1, False),
    "notification-daemon": (21, 1, False),
    "notify-osd": (51, 0, False),
    "lxqt": (None, 1, False),
    "swaync": (None, 1, True),
    "mako": (None, 1, False),
}


def until(what, is_so, seconds=30):
    end = time.monotonic() + seconds
    while not (result := is_so()):
        if time.monotonic() > end:
            raise SystemExit(f"  not so: {what}")
        time.sleep(0.1)
    return result


class Agent:
    """Rowbell on a desktop, with a browser that only notes what it is to open."""

    def __init__(self, desktop, settings):
        self.desktop = desktop
        folder = self.folder = tempfile.mkdtemp(dir=desktop.folder)
        os.makedirs(f"{folder}/bin")
        with open(f"{folder}/bin/xdg-open", "w", encoding="utf-8") as browser:
            browser.write(f'#!/bin/sh\necho "$1" >>{folder}/opened\n')
        os.chmod(f"{folder}/bin/xdg-open", 0o755)
        with open(f"{folder}/rowbell.toml", "w", encoding="utf-8") as file:
            file.write(f'language = "en"\nsecrets = "file"\n{settings}')
        self.environment = {
            **desktop.environment,
            "PATH": f"{folder}/bin:{os.environ['PATH']}",
            "ROWBELL_DATA_DIR": folder,
            "ROWBELL_PORT": "0",
            "ROWBELL_WINDOW": "none",
        }
        with open(f"{folder}/said", "wb") as said:
            self.process = subprocess.Popen(["/run/trial/rowbell"], env=self.environment, stdout=said, stderr=said)
        until("Rowbell knows the server", lambda: self.status().get("popup_hints"))
        self.url = json.loads(self.run("url", "--json"))[0]["url"]
        self.run("base", "add", "https://cloud.seatable.io/workspace/7/dtable/Sales/", "--uuid", BASE)
        self.rows = 0

    def run(self, *arguments):
        done = subprocess.run(
            ["/run/trial/rowbell", *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout

    def status(self):
        return json.loads(self.run("status", "--json") or "{}")

    def post(self, name):
        """A change as SeaTable posts it."""
        self.rows += 1
        row = {
            "dtable_uuid": BASE.replace("-", ""),
            "row_id": f"r{self.rows}",
            "op_user": "4bc9a7c79c5942c5b6238413f2132bea@auth.local",
            "op_type": "insert_row",
            "op_time": time.time(),
            "table_id": "9g8f",
            "table_name": "R&D <b>it's</b>",
            "row_name": name,
            "row_data": [],
        }
        body = json.dumps({"event": "update", "data": row}).encode()
        request = urllib.request.Request(self.url, body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200

    def outcomes(self):
        return [entry["outcome"] for entry in json.loads(self.run("history", "--json", "--limit", "200"))]

    def all_are(self, outcome, count):
        until(f"{count} changes are {outcome}: {self.outcomes()}", lambda: self.outcomes().count(outcome) == count)

    def opened(self):
        try:
            with open(f"{self.folder}/opened", encoding="utf-8") as file:
                return file.read().split()
        except FileNotFoundError:
            return []

    def quit(self):
        self.run("quit")
        self.process.wait()


def trial(name):
    takes, button, reads_quiet = SERVERS[name]

    desktop = Desktop(name)
    blank = desktop.still()
    agent = Agent(desktop, "[popups]\nfold_above = 5\n")
    status = agent.status()
    print(f"  {status['popups']}:", *status["popup_hints"])

    agent.post("Acme & <Söhne>")
    at = until("a popup is drawn", lambda: desktop.drawn(blank))
    desktop.still()
    picture = desktop.picture("popup")
    if name != "notify-osd":
        assert desktop.has_colour(picture, "#b9c2f6"), "the icon is not drawn"
    x, y = at[0] + at[2] // 2, at[1] + min(at[3] // 3, 40)
    if button is None:
        desktop.click(x, y, 1)
        until("a click on the text closes the popup", lambda: not desktop.drawn(blank))
        assert not agent.opened()
        agent.post("Beta")
        left, top, width, height = until("a popup is drawn", lambda: desktop.drawn(blank))
        desktop.still()
        desktop.click(left + width // 5, top + height - 20, 1)
    elif button:
        desktop.click(x, y, button)
    if button != 0:
        opened = until("the row is opened", agent.opened)
        assert len(opened) == 1 and "row-id=" in opened[0], opened
        until("the popup is gone", lambda: not desktop.drawn(blank))
    print("  a popup is drawn" + (", a click opens the row" if button != 0 else ""))
    agent.quit()
    desktop.stop()

    desktop = Desktop(name)
    blank = desktop.still()
    agent = Agent(desktop, "[popups]\nfold_above = 5\n")
    for number in range(6):
        agent.post(f"Row {number}")
        agent.all_are("shown", number + 1)
    until("the summary is drawn", lambda: desktop.drawn(blank))
    desktop.still()
    assert desktop.drawn(blank), "the summary of a flood is gone"
    desktop.picture("flood")
    print("  the summary of a flood stays")
    if name == "notification-daemon":
        # It leaves on the screen what it was asked to close, the first of the six, and shows the others after it.
        agent.run("read", "--all")
        until("all is read", lambda: agent.status()["unread"] == 0)
        left, top, width, _ = desktop.drawn(blank)
        desktop.click(left + width // 2, top + 40, 1)
        until("a click on what it should have closed opens the row", agent.opened)
    agent.quit()
    desktop.stop()

    desktop = Desktop(name)
    agent = Agent(desktop, "[popups]\nfold_above = 1000\n")
    count = (takes or 30) + 9
    for number in range(count):
        agent.post(f"Row {number}")
    agent.all_are("shown", count)
    assert not agent.status()["troubles"], agent.status()["troubles"]
    print(f"  {count} popups that nobody answers are all taken")
    agent.quit()
    desktop.stop()

    if not reads_quiet:
        return
    desktop = Desktop(name)
    blank = desktop.still()
    agent = Agent(desktop, "")
    desktop.set_quiet(True)
    until("do not disturb is known", lambda: "do not disturb" in agent.status()["popups"])
    for number in range(7):
        agent.post(f"Row {number}")
    agent.all_are("held", 7)
    desktop.set_quiet(False)
    agent.all_are("shown", 7)
    until("the summary is drawn", lambda: desktop.drawn(blank))
    desktop.still()
    desktop.picture("after-do-not-disturb")
    print("  do not disturb holds changes, and one popup sums them up afterwards")
    agent.quit()
    desktop.stop()


try:
    trial(sys.argv[1])
except (AssertionError, dbus.DBusException) as error:
    raise SystemExit(f"  not so: {error!r}") from error
