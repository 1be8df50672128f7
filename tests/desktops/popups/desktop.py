"""A bus, a screen and one notification server, and what there is to see."""

import os
import subprocess
import tempfile
import time

import dbus

NOTIFICATIONS = "org.freedesktop.Notifications"
COMMANDS = {
    "dunst": ["dunst"],
    "xfce": ["/usr/lib/x86_64-linux-gnu/xfce4/notifyd/xfce4-notifyd"],
    "mate": ["/usr/lib/mate-notification-daemon/mate-notification-daemon"],
    "notification-daemon": ["/usr/lib/notification-daemon/notification-daemon"],
    "notify-osd": ["/usr/lib/x86_64-linux-gnu/notify-osd"],
    "lxqt": ["lxqt-notificationd"],
    "swaync": ["swaync"],
    "mako": ["mako"],
}
ON_WAYLAND = ("swaync", "mako")
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={0}/bus</listen><auth>EXTERNAL</auth><servicedir>{0}/services</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""


class Desktop:
    def __init__(self, name):
        self.name, self.processes = name, []
        folder = self.folder = tempfile.mkdtemp()
        self.environment = {
            "HOME": folder,
            "XDG_RUNTIME_DIR": folder,
            "XDG_CONFIG_HOME": f"{folder}/.config",
            "XDG_DATA_HOME": f"{folder}/.local/share",
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "NO_AT_BRIDGE": "1",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
        }
        os.makedirs(f"{folder}/services")
        # All that the system's bus could start, but for other notification servers.
        for file in os.listdir("/usr/share/dbus-1/services"):
            with open(f"/usr/share/dbus-1/services/{file}", encoding="utf-8") as service:
                lines = [line for line in service.read().splitlines() if not line.startswith("SystemdService")]
            if f"Name={NOTIFICATIONS}" not in lines:
                with open(f"{folder}/services/{file}", "w", encoding="utf-8") as service:
                    service.write("\n".join(lines) + "\n")
        with open(f"{folder}/bus.conf", "w", encoding="utf-8") as file:
            file.write(BUS.format(folder))
        self.start(["dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork"])
        self.wait("a bus", lambda: os.path.exists(f"{folder}/bus"))
        read, write = os.pipe()
        self.start(["Xvfb", "-displayfd", str(write), "-screen", "0", "1000x700x24", "-nolisten", "tcp"], pass_fds=[write])
        self.environment["DISPLAY"] = ":" + os.read(read, 10).decode().strip()
        if name in ON_WAYLAND:
            self.start_sway()
        else:
            self.environment["GDK_BACKEND"] = "x11"
            # A window that comes while openbox starts is neither there for it to find nor given to it.
            self.start(["openbox", "--startup", f"touch {folder}/openbox-is-up"])
            self.wait("openbox", lambda: os.path.exists(f"{folder}/openbox-is-up"))
            # notify-osd's bubbles can't be seen without a compositor.
            self.start(["xcompmgr"])
        self.bus = dbus.bus.BusConnection(self.environment["DBUS_SESSION_BUS_ADDRESS"])
        self.start(COMMANDS[name])
        self.wait("a notification server", lambda: self.bus.name_has_owner(NOTIFICATIONS))

    def start_sway(self):
        """In a window of X, so that there is a mouse."""
        with open(f"{self.folder}/sway.conf", "w", encoding="utf-8") as file:
            file.write("output X11-1 resolution 1000x700 position 0,0\noutput * bg #404040 solid_color\nxwayland disable\n")
        environment = {**self.environment, "WLR_BACKENDS": "x11", "WLR_RENDERER": "pixman"}
        self.start(["sway", "-c", f"{self.folder}/sway.conf"], env=environment)

        def socket():
            names = [name for name in os.listdir(self.folder) if name.startswith("wayland-")]
            return next((name for name in names if not name.endswith(".lock")), None)

        self.environment["WAYLAND_DISPLAY"] = self.wait("sway", socket)
        self.environment["GDK_BACKEND"] = "wayland"

    def start(self, command, env=None, **others):
        with open(f"{self.folder}/log", "ab") as log:
            process = subprocess.Popen(
                command, env=env or self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **others
            )
        self.processes.append(process)

    def wait(self, what, is_so):
        end = time.monotonic() + 30
        while not (result := is_so()):
            if time.monotonic() > end:
                with open(f"{self.folder}/log", encoding="utf-8", errors="replace") as log:
                    raise SystemExit(f"  not so: {what}\n{log.read()}")
            time.sleep(0.05)
        return result

    def run(self, *command):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False).stdout.strip()

    def stop(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()

    def look(self):
        """A picture of the screen now."""
        file = tempfile.mktemp(dir=self.folder, suffix=".png")
        self.run("import", "-window", "root", file)
        return file

    def still(self):
        """A picture of the screen once two in a row are the same."""
        end, before = time.monotonic() + 15, self.look()
        while time.monotonic() < end:
            time.sleep(0.4)
            now = self.look()
            if self.run("compare", "-metric", "AE", before, now, "null:") == "" and not self.differs(before, now):
                return now
            before = now
        # Some count down what is left of their time.
        return before

    def differs(self, one, other):
        """Where two pictures differ: left, top, width, height."""
        trimmed = self.run(
            "convert", one, other, "-compose", "difference", "-composite", "-threshold", "4%", "-bordercolor", "black",
            "-border", "1", "-trim", "-format", "%w %h %X %Y", "info:",
        )  # fmt: skip
        width, height, left, top = (int(number) for number in trimmed.split())
        return (left - 1, top - 1, width, height) if width > 20 and height > 20 else None

    def drawn(self, blank):
        return self.differs(blank, self.look())

    def has_colour(self, picture, colour):
        count = self.run("convert", picture, "-fuzz", "12%", "-fill", "white", "+opaque", colour, "-fill", "black",
                         "-opaque", colour, "-format", "%[fx:(1-mean)*w*h]", "info:")  # fmt: skip
        return float(count) > 40

    def picture(self, name):
        """Kept for people to look at."""
        file = f"/run/pictures/{self.name}-{name}.png"
        self.run("import", "-window", "root", file)
        return file

    def click(self, x, y, button):
        self.run("xdotool", "mousemove", str(x), str(y), "click", str(button))
        # Away from the popup, which may not go while the pointer is on it.
        self.run("xdotool", "mousemove", "500", "500")

    def set_quiet(self, on):
        """Turns "do not disturb" on or off as the desktop's own switch does."""
        if self.name == "dunst":
            self.run("dunstctl", "set-paused", "true" if on else "false")
        elif self.name == "xfce":
            xfconf = self.bus.get_object("org.xfce.Xfconf", "/org/xfce/Xfconf")
            value = dbus.Boolean(on, variant_level=1)
            xfconf.SetProperty("xfce4-notifyd", "/do-not-disturb", value, dbus_interface="org.xfce.Xfconf")
        elif self.name == "swaync":
            name = "org.erikreider.swaync.cc"
            self.bus.get_object(name, "/org/erikreider/swaync/cc").SetDnd(on, dbus_interface=name)
