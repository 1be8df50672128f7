"""What SeaTable's own Python SDK makes of the stand-in server.

Usage: check.py SERVER API_TOKEN TABLE. Writes a JSON line for each step; whoever started this checks them. Once it says
"listening", it waits for lines on standard input and ends with them.
"""

import json
import sys
import threading

from seatable_api import Base
from seatable_api.utils import convert_row

server, api_token, table = sys.argv[1:]
# The SDK prints on its own.
out, sys.stdout = sys.stdout, sys.stderr
printing = threading.Lock()


def say(step, **what):
    with printing:
        print(json.dumps({"step": step, **what}), file=out, flush=True)


base = Base(api_token, server)
base.auth()
say("auth", uuid=base.dtable_uuid, name=base.dtable_name, workspace=base.workspace_id)

metadata = base.get_metadata()
say("metadata", tables=[each["name"] for each in metadata["tables"]])
say("columns", columns=[[each["name"], each["type"]] for each in base.list_columns(table)])
say("views", views=[each["name"] for each in base.list_views(table)["views"]])
say("users", users=[each["name"] for each in base.get_related_users()])

say("rows", rows=base.list_rows(table))
added = base.append_row(table, {"Name": "Müller 😀", "Status": "Open"})
say("append", row=base.get_row(table, added["_id"]))
say("batch", answer=base.batch_append_rows(table, [{"Name": "a"}, {"Name": "b"}]))
base.update_row(table, added["_id"], {"Status": "Done"})
say("update", row=base.get_row(table, added["_id"]))
sql = "SELECT Name, Status FROM `%s` WHERE Name LIKE 'Mü%%' LIMIT 10" % table
say("query", results=base.query(sql))
base.delete_row(table, added["_id"])
say("delete", rows=[row.get("Name") for row in base.list_rows(table)])

# Sockets last: the SDK's own way of listening.
base.auth(with_socket_io=True)


def on_update(data, version, *_):
    say("event", op=json.loads(data), version=version, converted=convert_row(metadata, data))


def on_notification(data, *_):
    say("notification", notification=json.loads(data))


base.socketIO.on("update-dtable", on_update)
base.socketIO.on("new-notification", on_notification)
say("listening")
for line in sys.stdin:
    pass
base.socketIO.sio.disconnect()
