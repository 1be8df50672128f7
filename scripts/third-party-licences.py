#!/usr/bin/env python3
"""Prints the licences of what is built into Rowbell's two programs: Rust's packages and the page's, each text once."""

import json
import re
import subprocess
import sys
from pathlib import Path

LICENCE = re.compile(r"^(un)?licen[sc]e|^copying|^notice|^copyright", re.IGNORECASE)
PROGRAMS = ["-p", "rowbell", "-p", "rowbell-window"]


def said(*command, cwd="."):
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def rust():
    """Name, licence and folder of each package that is linked."""
    packages = json.loads(said("cargo", "metadata", "--format-version", "1", "--locked"))["packages"]
    known = {(package["name"], package["version"]): package for package in packages}
    tree = said("cargo", "tree", "--locked", *PROGRAMS, "-e", "normal", "--prefix", "none", "-f", "{p}")
    for name, version in sorted({tuple(line.split()[:2]) for line in tree.splitlines() if line}):
        package = known[name, version.removeprefix("v")]
        if package["source"]:
            yield f"{name} {version.removeprefix('v')}", package["license"], Path(package["manifest_path"]).parent


def page():
    """Likewise, of what the window's page has from npm."""
    for folder in sorted(said("npm", "ls", "--omit=dev", "--all", "--parseable", cwd="ui").splitlines()[1:]):
        package = json.loads((Path(folder) / "package.json").read_text())
        if not package["name"].startswith("@types/"):
            yield f"{package['name']} {package['version']} (npm)", package.get("license"), Path(folder)


def texts(folder):
    for file in sorted(folder.iterdir()):
        if file.is_file() and LICENCE.match(file.name):
            yield file.read_text(errors="replace").strip()


def main():
    packages = [*rust(), *page()]
    users = {}
    print("Rowbell is under the MIT licence. It is made of these packages, too:\n")
    for name, licence, folder in packages:
        print(f"  {name}: {licence or 'see below'}")
        for text in texts(folder):
            # One text that is only wrapped differently is one.
            users.setdefault(" ".join(text.split()), (text, []))[1].append(name)
    if not packages or not users:
        sys.exit("no licences were found")
    for text, names in users.values():
        print(f"\n{'-' * 100}\nOf {', '.join(dict.fromkeys(names))}:\n\n{text}")


if __name__ == "__main__":
    main()
