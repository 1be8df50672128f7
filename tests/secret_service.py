"""A Secret Service that answers as others were seen to answer: KWallet 5.103.0 and KeePassXC 2.7.4 of Debian 12, which
need a screen, windows and a person. tests/desktops/ tries the programs themselves.

    secret_service.py kwallet|keepassxc|bare

kwallet    A wallet "kdewallet", locked at first. What is locked is found, and GetSecret gives it as success and nothing.
           `Locked` stays true when the wallet is opened elsewhere, until somebody calls Unlock: its prompt then ends without a
           window. Prompt.Dismiss leaves the window open. An item that was noted and not saved before KWallet ended is empty,
           and stays so. Some sessions are unusable: their key is another one than the client's. Without
           libqca-qt5-2-plugins there are none that are encrypted, and it says InvalidArgs.
keepassxc  No database is open: there is no collection. A search shows a window first, is answered when it is closed, and
           finds nothing if the person closed it. Items of an open database are locked for each client until the person allows
           them, whose prompt is "dismissed" if not; GetSecret says IsLocked. Items have attributes of the program's own.
           CreateItem goes by a prompt that ends by itself.
bare       No collection but that of the session, and CreateCollection asks for a new one's password, as gnome-keyring 42.1 does.

What the person does is told by calls of io.github.rowbell.Double at /double; `Asked` counts windows, `Looked` how often somebody
wanted to know what there is.
"""

import hashlib
import hmac
import os
import sys

import dbus
import dbus.service
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

ROOT = "/org/freedesktop/secrets"
SECRET = "org.freedesktop.Secret."
DOUBLE = "io.github.rowbell.Double"
# RFC 2409's second group.
PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
    "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
    "49286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)


class Failure(dbus.DBusException):
    def __init__(self, name):
        super().__init__("told in the program's own words")
        self._dbus_error_name = name


def key_of(number):
    """The session's key, by HKDF with SHA-256 and no salt."""
    secret = hmac.new(bytes(32), number.to_bytes(128, "big"), hashlib.sha256).digest()
    return hmac.new(secret, b"\x01", hashlib.sha256).digest()[:16]


class Has(dbus.service.Object):
    """An object that has properties."""

    def properties(self, client):
        return {}

    @dbus.service.method("org.freedesktop.DBus.Properties", "ss", "v", sender_keyword="client")
    def Get(self, _interface, name, client=None):
        return self.properties(client)[name]


class Session(dbus.service.Object):
    def __init__(self, double, path, key):
        super().__init__(double.bus, path)
        self.path, self.key = path, key

    def seal(self, secret):
        if self.key is None:
            return (dbus.ObjectPath(self.path), dbus.ByteArray(b""), dbus.ByteArray(secret), "text/plain")
        padder, iv = PKCS7(128).padder(), os.urandom(16)
        cipher = Cipher(algorithms.AES(self.key), modes.CBC(iv)).encryptor()
        sealed = cipher.update(padder.update(secret) + padder.finalize()) + cipher.finalize()
        return (dbus.ObjectPath(self.path), dbus.ByteArray(iv), dbus.ByteArray(sealed), "text/plain")

    def open(self, secret):
        if self.key is None:
            return bytes(secret[2])
        cipher, padder = Cipher(algorithms.AES(self.key), modes.CBC(bytes(secret[1]))).decryptor(), PKCS7(128).unpadder()
        try:
            return padder.update(cipher.update(bytes(secret[2])) + cipher.finalize()) + padder.finalize()
        except ValueError:
            # KWallet keeps what it made of it.
            return b"\xfe\xff"


class Prompt(dbus.service.Object):
    def __init__(self, double, window, act, refused):
        double.number += 1
        self.path = f"{ROOT}/prompt/p{double.number}"
        super().__init__(double.bus, self.path)
        self.double, self.window, self.act, self.refused = double, window, act, refused

    @dbus.service.method(SECRET + "Prompt", "s", "")
    def Prompt(self, _window):
        if not self.window:
            GLib.idle_add(lambda: self.Completed(False, self.act()))
            return
        self.double.show(self.answered)

    @dbus.service.method(SECRET + "Prompt", "", "")
    def Dismiss(self):
        pass

    def answered(self, yes):
        self.Completed(not yes, self.act() if yes else self.refused)

    @dbus.service.signal(SECRET + "Prompt", "bv")
    def Completed(self, dismissed, result):
        pass


class Item(Has):
    def __init__(self, double, collection, label, attributes, secret):
        double.number += 1
        self.path = f"{collection.path}/i{double.number}"
        super().__init__(double.bus, self.path)
        self.double, self.collection, self.label = double, collection, label
        self.attributes, self.secret, self.allowed, self.modified = attributes, secret, set(), double.number

    def locked(self, client):
        return self.collection.locked or (self.double.kind == "keepassxc" and client not in self.allowed)

    def properties(self, client):
        attributes = dict(self.attributes)
        if self.double.kind == "keepassxc":
            own = {"Notes": "", "Path": "/" + self.label, "Title": self.label, "URL": "", "UserName": "", "Uuid": "00"}
            attributes.update(own)
        return {
            "Locked": dbus.Boolean(self.locked(client)),
            "Attributes": dbus.Dictionary(attributes, signature="ss"),
            "Label": self.label,
            "Modified": dbus.UInt64(self.modified),
        }

    @dbus.service.method(SECRET + "Item", "o", "(oayays)", sender_keyword="client")
    def GetSecret(self, session, client=None):
        if self.double.says:
            raise Failure(self.double.says)
        if self.locked(client):
            if self.double.kind == "kwallet":
                return self.double.sessions[session].seal(b"")
            raise Failure(SECRET + "Error.IsLocked")
        return self.double.sessions[session].seal(self.secret)

    @dbus.service.method(SECRET + "Item", "(oayays)", "", sender_keyword="client")
    def SetSecret(self, secret, client=None):
        if self.locked(client):
            raise Failure(SECRET + "Error.IsLocked")
        if not self.secret and self.double.kind == "kwallet":
            return
        self.secret = self.double.sessions[secret[0]].open(secret)
        self.double.number += 1
        self.modified = self.double.number

    @dbus.service.method(SECRET + "Item", "", "o")
    def Delete(self):
        self.collection.items.remove(self)
        self.remove_from_connection()
        return dbus.ObjectPath("/")


class Collection(Has):
    def __init__(self, double, name, locked):
        self.path = f"{ROOT}/collection/{name}"
        super().__init__(double.bus, self.path)
        self.double, self.name, self.locked, self.items = double, name, locked, []

    def properties(self, client):
        hidden = self.locked and self.double.kind == "keepassxc"
        paths = [] if hidden else [dbus.ObjectPath(item.path) for item in self.items]
        return {"Locked": dbus.Boolean(self.locked), "Label": self.name, "Items": dbus.Array(paths, signature="o")}

    @dbus.service.method(SECRET + "Collection", "a{sv}(oayays)b", "oo", sender_keyword="client")
    def CreateItem(self, properties, secret, replace, client=None):
        if self.locked:
            raise Failure(SECRET + "Error.IsLocked")
        attributes = properties[SECRET + "Item.Attributes"]
        opened = self.double.sessions[secret[0]].open(secret)

        def make():
            item = None
            if replace:
                # gnome-keyring takes the first that has these attributes, and maybe more.
                item = next((item for item in self.items if attributes.items() <= item.attributes.items()), None)
            if item is None:
                item = Item(self.double, self, str(properties[SECRET + "Item.Label"]), attributes, opened)
                self.items.append(item)
            item.attributes, item.secret = attributes, opened
            item.allowed.add(client)
            return dbus.ObjectPath(item.path)

        if self.double.kind == "keepassxc":
            prompt = Prompt(self.double, False, make, dbus.ObjectPath("/"))
            return dbus.ObjectPath("/"), dbus.ObjectPath(prompt.path)
        return make(), dbus.ObjectPath("/")


class Double(Has):
    def __init__(self, bus, kind):
        super().__init__(bus, ROOT)
        self.bus, self.kind, self.number, self.asked, self.looked = bus, kind, 0, 0, 0
        self.sessions, self.collections, self.default = {}, [], None
        self.answer, self.waiting, self.unfit, self.says, self.opened = None, [], 0, "", False
        self.encrypts = True
        if kind == "kwallet":
            self.default = Collection(self, "kdewallet", True)
            self.collections = [self.default]
        if kind == "bare":
            self.collections = [Collection(self, "session", False)]
        if kind == "keepassxc":
            # Closed; there is nothing to be seen of it.
            self.database = Collection(self, "a", False)

    def show(self, answered):
        """Shows a window."""
        self.asked += 1
        if self.answer is None:
            self.waiting.append(answered)
        else:
            GLib.idle_add(lambda: answered(self.answer) and False)

    def properties(self, client):
        return {"Collections": dbus.Array([dbus.ObjectPath(one.path) for one in self.collections], signature="o")}

    def named(self, paths):
        objects = self.collections + [item for collection in self.collections for item in collection.items]
        return [one for one in objects if one.path in paths]

    @dbus.service.method(SECRET + "Service", "s", "o")
    def ReadAlias(self, name):
        self.looked += 1
        session = self.kind == "bare" and name == "session"
        path = self.default.path if self.default and name == "default" else self.collections[0].path if session else "/"
        return dbus.ObjectPath(path)

    @dbus.service.method(SECRET + "Service", "sv", "vo")
    def OpenSession(self, algorithm, theirs):
        if algorithm == "plain":
            self.number += 1
            path = f"{ROOT}/session/s{self.number}"
            self.sessions[path] = Session(self, path, None)
            return dbus.String("", variant_level=1), dbus.ObjectPath(path)
        if algorithm != "dh-ietf1024-sha256-aes128-cbc-pkcs7" or not self.encrypts:
            raise Failure("org.freedesktop.DBus.Error.InvalidArgs")
        private = int.from_bytes(os.urandom(128), "big")
        shared = pow(int.from_bytes(bytes(theirs), "big"), private, PRIME)
        self.number += 1
        path = f"{ROOT}/session/s{self.number}"
        self.sessions[path] = Session(self, path, key_of(shared ^ (self.unfit > 0)))
        self.unfit -= self.unfit > 0
        public = pow(2, private, PRIME).to_bytes(128, "big")
        return dbus.ByteArray(public, variant_level=1), dbus.ObjectPath(path)

    @dbus.service.method(
        SECRET + "Service", "a{ss}", "aoao", sender_keyword="client", async_callbacks=("reply", "_failed")
    )
    def SearchItems(self, attributes, client=None, reply=None, _failed=None):
        def find():
            found = [
                item
                for collection in self.collections
                for item in collection.items
                if attributes.items() <= item.properties(client)["Attributes"].items()
            ]
            if self.kind == "keepassxc":
                found = [item for item in found if not item.collection.locked]
            paths = lambda locked: [dbus.ObjectPath(item.path) for item in found if item.locked(client) == locked]
            reply(dbus.Array(paths(False), signature="o"), dbus.Array(paths(True), signature="o"))

        def answered(yes):
            if yes:
                self.open_database()
            find()

        if self.kind == "keepassxc" and all(collection.locked for collection in self.collections):
            self.show(answered)
        else:
            find()

    def open_database(self):
        self.database.locked, self.default, self.collections = False, self.database, [self.database]

    @dbus.service.method(SECRET + "Service", "ao", "aoo", sender_keyword="client")
    def Unlock(self, paths, client=None):
        objects = self.named(paths)
        result = dbus.Array([dbus.ObjectPath(one.path) for one in objects], signature="o", variant_level=1)

        def unlock():
            for one in objects:
                if isinstance(one, Item):
                    one.allowed.add(client)
                else:
                    one.locked = False
            return result

        if all(not one.properties(client)["Locked"] for one in objects):
            return result, dbus.ObjectPath("/")
        nothing = dbus.Array([], signature="o", variant_level=1)
        prompt = Prompt(self, not self.opened, unlock, nothing)
        return dbus.Array([], signature="o"), dbus.ObjectPath(prompt.path)

    @dbus.service.method(SECRET + "Service", "a{sv}s", "oo")
    def CreateCollection(self, properties, alias):
        def make():
            self.default = Collection(self, "new", False)
            self.collections.append(self.default)
            return dbus.ObjectPath(self.default.path, variant_level=1)

        prompt = Prompt(self, True, make, dbus.ObjectPath("/", variant_level=1))
        return dbus.ObjectPath("/"), dbus.ObjectPath(prompt.path)


class Control(dbus.service.Object):
    """What the person does."""

    def __init__(self, double):
        super().__init__(double.bus, "/double")
        self.double = double

    @dbus.service.method(DOUBLE, "", "u")
    def Asked(self):
        return self.double.asked

    @dbus.service.method(DOUBLE, "", "u")
    def Looked(self):
        return self.double.looked

    @dbus.service.method(DOUBLE, "", "")
    def Lock(self):
        """By the screen saver, say."""
        self.double.default.locked = True

    @dbus.service.method(DOUBLE, "b", "")
    def Answer(self, yes):
        """To windows that are open, and those of the future."""
        self.double.answer = yes
        self.AnswerOpen(yes)

    @dbus.service.method(DOUBLE, "b", "")
    def AnswerOpen(self, yes):
        """To windows that are open."""
        waiting, self.double.waiting = self.double.waiting, []
        for answered in waiting:
            answered(yes)

    @dbus.service.method(DOUBLE, "", "")
    def OpenElsewhere(self):
        """By the login, as KWallet's own interface tells."""
        self.double.opened = True

    @dbus.service.method(DOUBLE, "", "")
    def NoEncryption(self):
        self.double.encrypts = False

    @dbus.service.method(DOUBLE, "", "")
    def OpenDatabase(self):
        """In the program itself."""
        self.double.open_database()

    @dbus.service.method(DOUBLE, "", "")
    def CloseDatabase(self):
        self.double.default, self.double.collections = None, []

    @dbus.service.method(DOUBLE, "u", "")
    def UnfitSessions(self, count):
        """So many that are opened from now on, and all that are open."""
        self.double.unfit = count
        for session in self.double.sessions.values():
            session.key = os.urandom(16)

    @dbus.service.method(DOUBLE, "s", "")
    def Says(self, error):
        """What GetSecret fails with from now on."""
        self.double.says = error

    @dbus.service.method(DOUBLE, "sa{ss}s", "")
    def Put(self, label, attributes, secret):
        """An item of another run, or another program."""
        collection = self.double.default or self.double.database
        collection.items.append(Item(self.double, collection, label, attributes, secret.encode()))

    @dbus.service.method(DOUBLE, "", "as")
    def Secrets(self):
        """All, sorted."""
        collection = self.double.default or self.double.database
        return dbus.Array(sorted(item.secret.decode(errors="replace") for item in collection.items), signature="s")


class KWallet(dbus.service.Object):
    def __init__(self, double):
        super().__init__(double.bus, "/modules/kwalletd5")
        self.double = double

    @dbus.service.method("org.kde.KWallet", "s", "b")
    def isOpen(self, wallet):
        return self.double.opened and wallet == "kdewallet"


def main():
    DBusGMainLoop(set_as_default=True)
    bus = dbus.SessionBus()
    double = Double(bus, sys.argv[1])
    kept = [Control(double)]
    names = ["org.freedesktop.secrets"]
    if double.kind == "kwallet":
        kept.append(KWallet(double))
        names.append("org.kde.kwalletd5")
    kept.extend(dbus.service.BusName(name, bus) for name in names)
    print("ready", flush=True)
    GLib.MainLoop().run()


main()
