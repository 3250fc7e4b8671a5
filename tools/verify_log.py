#!/usr/bin/env python3
"""Checks Tenure's evidence without Tenure: plain Python 3 and the `openssl` command.

    tools/verify_log.py BUNDLE [--key KEY]      a directory made by `tenure audit export`
    tools/verify_log.py PROOF.json --key KEY    a proof made by `tenure audit prove`

KEY is the log's public key, NAME+HASH+BASE64, or a file that holds it. A bundle brings a key
along; give the one you got from somewhere else, or the bundle vouches for itself. What holds goes
to stdout, what does not to stderr. Exit code: 0 all holds, 1 something does not, 2 called wrongly.

What is checked: the signature of the checkpoint (C2SP signed note, Ed25519); for each record that
it is the leaf at its position in the signed tree (RFC 6962); that the records of the bundle are
those of one customer, in order and without a gap; that the summary for people names exactly these
records. Docs: docs/audit.md.
"""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

DASH = "\u2014 "
SPKI_HEAD = bytes.fromhex("302a300506032b6570032100")  # an Ed25519 public key in DER


class Wrong(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Wrong(what)


# --- The tree: RFC 6962, section 2.1, read from the top downwards ---


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def split(size):
    """The largest power of two below size."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_root(leaf, index, size, path):
    """The root that a tree of `size` has if `path` (lowest first) leads from `leaf`."""
    need(0 <= index < size, "the position is beyond the signed tree")
    if size == 1:
        need(not path, "the path is too long")
        return leaf
    need(path, "the path is too short")
    half = split(size)
    if index < half:
        return node(inclusion_root(leaf, index, half, path[:-1]), path[-1])
    return node(path[-1], inclusion_root(leaf, index - half, size - half, path[:-1]))


def consistency_roots(old, size, path, whole, old_root):
    """Roots of the first `old` leaves and of all `size`, as the path has them."""
    if old == size:
        if whole:
            return old_root, old_root
        need(path, "the path is too short")
        need(len(path) == 1, "the path is too long")
        return path[0], path[0]
    need(path, "the path is too short")
    half = split(size)
    if old <= half:
        before, left = consistency_roots(old, half, path[:-1], whole, old_root)
        return before, node(left, path[-1])
    before, right = consistency_roots(old - half, size - half, path[:-1], False, old_root)
    return node(path[-1], before), node(path[-1], right)


# --- Keys and signed notes ---


def read_key(text):
    if os.path.exists(text):
        with open(text, encoding="utf-8") as file:
            text = file.read()
    name, key_hash, data = text.strip().split("+", 2)
    key = base64.b64decode(data, validate=True)
    right = hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8]
    need(len(key) == 33 and key[0] == 1 and key_hash == right, "not an Ed25519 key of a log")
    return name, bytes.fromhex(key_hash), key[1:]


def openssl_verify(key, message, signature):
    with tempfile.TemporaryDirectory() as place:
        pem = base64.encodebytes(SPKI_HEAD + key).decode()
        parts = {"key": f"-----BEGIN PUBLIC KEY-----\n{pem}-----END PUBLIC KEY-----\n".encode()}
        parts.update(message=message, signature=signature)
        for name, data in parts.items():
            with open(os.path.join(place, name), "wb") as file:
                file.write(data)
        run = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin"]
            + ["-in", "message", "-sigfile", "signature"],
            cwd=place, capture_output=True, check=False,
        )
        return run.returncode == 0


def read_checkpoint(note, key):
    """The size and root that the note signs under the key."""
    name, key_hash, public = key
    text, lines = note.rsplit("\n\n", 1)
    text += "\n"
    signed = False
    for line in lines.splitlines():
        need(line.startswith(DASH), "not a signed note")
        signer, data = line[len(DASH):].split(" ")
        data = base64.b64decode(data, validate=True)
        if signer == name and data[:4] == key_hash:
            need(openssl_verify(public, text.encode(), data[4:]), "the checkpoint is forged")
            signed = True
    need(signed, "the checkpoint is signed by another key")
    origin, size, root = text.splitlines()[:3]
    need(origin == name, "the checkpoint is of another log")
    return int(size), base64.b64decode(root, validate=True)


# --- Records: as much of protobuf as is needed ---


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def fields(data):
    at, found = 0, {}
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 0:
            value, at = varint(data, at)
        else:
            need(tag & 7 == 2, "not a record")
            size, at = varint(data, at)
            value = data[at:at + size]
            at += size
        found.setdefault(tag >> 3, value)
    return found


def check_record(entry, size, root):
    """Checks one record against the signed tree; gives its position, fields and leaf hash."""
    record = base64.b64decode(entry["record"], validate=True)
    position = int(entry["position"])
    path = [base64.b64decode(step, validate=True) for step in entry["path"]]
    leaf = hashlib.sha256(b"\0" + record).digest()
    need(
        inclusion_root(leaf, position, size, path) == root,
        f"record {position} is not in the signed tree",
    )
    found = fields(record)
    need(found.get(1, 0) == position, f"record {position} says another position")
    return position, found, leaf.hex()


def check_bundle(place, key):
    def read(name):
        with open(os.path.join(place, name), encoding="utf-8", newline="") as file:
            return file.read()

    size, root = read_checkpoint(read("checkpoint"), key)
    manifest = json.loads(read("manifest.json"))
    leaves, last, sequence = [], -1, None
    for line in read("records.jsonl").splitlines():
        position, found, leaf = check_record(json.loads(line), size, root)
        need(position > last, f"record {position} is out of order")
        need(found[2].decode() == manifest["scope"], f"record {position} is of somebody else")
        need(sequence in (None, found[6] - 1), f"a record is missing before {position}")
        last, sequence = position, found[6]
        leaves.append(leaf)
    need(len(leaves) == manifest["records"], "there are not as many records as the bundle says")
    named = re.findall(r'class="leaf">([0-9a-f]{64})<', read("summary.html"))
    need(named == leaves, "the summary does not name exactly these records")
    whose = f"{len(leaves)} records of {manifest['scope']}"
    print(f"{place}: {whose}, each in the signed tree of {size}")
    print(f"root {root.hex()}, signed by {key[0]}")


def check_proof(path, key):
    with open(path, encoding="utf-8") as file:
        proof = json.load(file)
    size, root = read_checkpoint(proof["checkpoint"], key)
    if proof["kind"] == "inclusion":
        position, found, _ = check_record(proof, size, root)
        print(f"record {position} of {found[2].decode()} is in the signed tree of {size}")
        return
    need(proof["kind"] == "consistency", "not a proof")
    old_size, old_root = read_checkpoint(proof["from_checkpoint"], key)
    path = [base64.b64decode(step, validate=True) for step in proof["path"]]
    need(old_size <= size, "the earlier tree is the larger one")
    if old_size > 0:
        before, after = consistency_roots(old_size, size, path, True, old_root)
        need(before == old_root and after == root, "the later tree does not begin with the earlier")
    print(f"the signed tree of {size} begins with the signed tree of {old_size}")


def main(arguments):
    key = None
    if len(arguments) == 3 and arguments[1] == "--key":
        key = arguments.pop()
        arguments.pop()
    is_bundle = len(arguments) == 1 and os.path.isdir(arguments[0])
    if len(arguments) != 1 or arguments[0].startswith("-") or (key is None and not is_bundle):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        if is_bundle:
            if key is None:
                print("the key is the bundle's own: compare it with one you got elsewhere")
            check_bundle(arguments[0], read_key(key or os.path.join(arguments[0], "key.pub")))
        else:
            check_proof(arguments[0], read_key(key))
    except Wrong as wrong:
        print(f"does not hold: {wrong}", file=sys.stderr)
        return 1
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        print(f"does not hold: unreadable ({error!r})", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
