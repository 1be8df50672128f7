"""Sends webhooks as SeaTable does (dtable_events/webhook/webhook.py): requests.post with json=, 30 seconds, no session.

Reads jobs from standard input, a line of JSON each: id, url, body (JSON as text), secret, retry. Prints a line of JSON for
each: id and status, or id and error. The only argument is the number of threads; SeaTable has two.
"""

import hashlib
import hmac
import json
import queue
import sys
import threading
import time

import requests

jobs = queue.Queue()
printing = threading.Lock()


def say(**answer):
    with printing:
        print(json.dumps(answer), flush=True)


def post(job):
    body = json.loads(job["body"])
    headers = {}
    if job.get("secret") is not None:
        message = json.dumps(body).encode("utf-8")
        digest = hmac.new(job["secret"].encode("utf-8"), message, hashlib.sha256).hexdigest()
        headers["X-Seatable-Signature"] = "sha256=" + digest
    return requests.post(job["url"], json=body, headers=headers, timeout=30)


def work():
    while True:
        job = jobs.get()
        while True:
            try:
                say(id=job["id"], status=post(job).status_code)
                break
            except requests.exceptions.RequestException as error:
                if not job.get("retry"):
                    say(id=job["id"], error=f"{type(error).__name__}: {error}")
                    break
                time.sleep(0.02)


for _ in range(int(sys.argv[1])):
    threading.Thread(target=work, daemon=True).start()
for line in sys.stdin:
    jobs.put(json.loads(line))
# Whoever started this ends it; until then the threads go on.
threading.Event().wait()
