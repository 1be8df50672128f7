#!/bin/bash
# What: Python's json.dumps with ensure_ascii, its default, escapes DEL (U+007F), although that is ASCII.
# Guess: "all incoming non-ASCII characters escaped", as its documentation has it, so DEL stays as it is, as in JSON.stringify.
# So: it becomes \u007f, in C and in Python: only what is from blank to tilde stays (Python 3.11.2).
# Seen: '~' -> "~", DEL -> "\u007f", 'ü' -> "\u00fc", '😀' -> "\ud83d\ude00", '/' -> "/"
# In Rowbell: crates/seatable/src/dumps.rs, which writes what SeaTable signed, escapes it too
#   (it_is_written_as_python_writes_it); the stand-in for SeaTable did not, and does now.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
version=3.11.2-6+deb12u9
for package in python3.11-minimal libpython3.11-minimal libpython3.11-stdlib; do
  apt-get download -q "$package=$version" >/dev/null
  dpkg -x ./"$package"_*.deb root
done

PYTHONHOME="$folder/root/usr" root/usr/bin/python3.11 - <<'PYTHON'
import json
import sys
from json import encoder

print("Python", sys.version.split()[0])
for character in "~\x7fü😀/":
    print(repr(character), "->", json.dumps(character))
for dumps in (encoder.py_encode_basestring_ascii, encoder.c_encode_basestring_ascii):
    assert dumps("\x7f") == '"\\u007f"', dumps("\x7f")
PYTHON
echo "It is still so."
