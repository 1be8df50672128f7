"""What SeaTable's own Python SDK makes of the stand-in server.

Usage: check.py SERVER API_TOKEN TABLE. Writes a JSON line for each step; whoever started this checks them. Once it says
"listening", it waits for lines on standard input and ends with them.
"""

import json
import sys
import threading

from seatable_api import Base
from seatable_api.constants import ColumnTypes
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

first, customer = base.list_rows(table)[0]["_id"], base.list_rows("Customers")[0]["_id"]
link = base.get_column_by_name(table, "Customers")
link_id = base.get_column_link_id(table, "Customers")
base.add_link(link_id, table, "Customers", first, customer)
table_id = base.get_table_by_name(table)["_id"]
say("linked", records=base.get_linked_records(table_id, link["key"], rows=[{"row_id": first}])[first])
base.remove_link(link_id, table, "Customers", first, customer)
say("parted", cell=base.get_row(table, first)["Customers"])

base.insert_column(table, "Größe", ColumnTypes.NUMBER, column_data={"format": "percent"})
column = base.get_column_by_name(table, "Größe")
base.rename_column(table, column["key"], "Size")
say("structure", column=base.get_column_by_name(table, "Size"))
base.delete_column(table, column["key"])

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
