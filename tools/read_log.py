#!/usr/bin/env python3
"""Reads a Tenure log without Tenure: plain Python 3 and the `zstd` command.

    tools/read_log.py STORE            every partition of a store directory
    tools/read_log.py STORE/log/p00000 one partition
    tools/read_log.py SEGMENT.seg      one segment, wherever it was copied to

Prints one JSON line a record. Checks every checksum, that positions follow each other, and the
RFC 6962 Merkle root of every sealed segment and of the head anchor; what was checked goes to
stderr. Exit code: 0 all well, 1 damaged or incomplete, 2 called wrongly. The format:
docs/log_format.md.
"""

import hashlib
import json
import os
import re
import struct
import subprocess
import sys

BLOCK = struct.Struct("<IIIIQII")  # magic, stored bytes, crc, flags, first, count, raw bytes
ROW = struct.Struct("<IIHHqQII")  # record bytes, then the prefix
BLOCK_MAGIC = 0x4B4C4254
HEADER_BYTES = 64
FOOTER_TAIL_BYTES = 24
SLOT_OFFSETS = (0, 4096)
SLOT_BYTES = 256


class Damage(Exception):
    pass


def make_crc_table():
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
        table.append(crc)
    return table


CRC_TABLE = make_crc_table()


def crc32c(data, before=0):
    crc = before ^ 0xFFFFFFFF
    table = CRC_TABLE
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


class Tree:
    """The frontier of an RFC 6962 tree: roots of full subtrees, largest first."""

    def __init__(self, size=0, subtrees=()):
        self.size = size
        self.subtrees = list(subtrees)

    @staticmethod
    def parse(data):
        (size,) = struct.unpack_from("<Q", data)
        return Tree(size, [data[at : at + 32] for at in range(8, len(data), 32)])

    def append(self, record):
        node = hashlib.sha256(b"\0" + record).digest()
        carry = self.size
        while carry & 1:
            node = hashlib.sha256(b"\1" + self.subtrees.pop() + node).digest()
            carry >>= 1
        self.subtrees.append(node)
        self.size += 1

    def root(self):
        if not self.subtrees:
            return hashlib.sha256(b"").digest()
        node = self.subtrees[-1]
        for left in reversed(self.subtrees[:-1]):
            node = hashlib.sha256(b"\1" + left + node).digest()
        return node


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
    """Yields (number, value) of a protobuf message: int for varints, bytes for the rest."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        number, kind = tag >> 3, tag & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            size = {1: 8, 5: 4}.get(kind)
            if size is None:
                size, at = varint(data, at)
            value = data[at : at + size]
            at += size
        yield number, value


def zigzag(value):
    return (value >> 1) ^ -(value & 1)


def text(value):
    return value.decode("utf-8", "replace")


RECORD_FIELDS = {
    1: ("position", int),
    2: ("scope", text),
    3: ("aggregate", int),
    4: ("aggregate_id", text),
    5: ("stream_sequence", int),
    6: ("scope_sequence", int),
    7: ("event_type", int),
    8: ("command_id", bytes.hex),
    10: ("unit_index", int),
    11: ("unit_count", int),
    14: ("recorded_at_us", zigzag),
    15: ("effective_at_us", zigzag),
    16: ("governance_position", int),
    18: ("actor", text),
    20: ("flags", int),
}


def say(message):
    """A word to the person, after all records that were printed before it."""
    sys.stdout.flush()
    print(message, file=sys.stderr)


def describe(record):
    """What is shown of a record; absent fields have their default."""
    shown = {}
    for name, convert in RECORD_FIELDS.values():
        shown[name] = "" if convert in (text, bytes.hex) else 0
    payload, seals, effective = b"", 0, None
    for number, value in fields(record):
        if number in RECORD_FIELDS:
            name, convert = RECORD_FIELDS[number]
            shown[name] = convert(value)
            effective = shown[name] if number == 15 else effective
        elif number == 21:
            payload = value
        elif number == 22:
            seals += 1
    shown["effective_at_us"] = shown["recorded_at_us"] if effective is None else effective
    shown["payload_sha256"] = hashlib.sha256(payload).hexdigest()
    shown["seals"] = seals
    shown["sha256"] = hashlib.sha256(record).hexdigest()
    return shown


class Segment:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        self.name = os.path.basename(path)
        head = self.data[:HEADER_BYTES]
        if len(head) < HEADER_BYTES or head[:8] != b"TENURSEG":
            raise Damage(f"{self.name}: no segment header")
        (crc,) = struct.unpack_from("<I", head, 60)
        if crc32c(head[:60]) != crc:
            raise Damage(f"{self.name}: wrong checksum of the header")
        self.format, flags = struct.unpack_from("<II", head, 8)
        if self.format != 1:
            raise Damage(f"{self.name}: format {self.format}, this reader knows 1")
        self.store_id = head[16:32]
        self.partition, _, self.first = struct.unpack_from("<IIQ", head, 32)
        self.sealed = flags & 1 == 1
        self.place_crc = crc32c(self.store_id + struct.pack("<IQ", self.partition, self.first))
        self.data_end = len(self.data)
        self.before = self.after = None
        if self.sealed:
            self.read_footer()

    def read_footer(self):
        tail = self.data[-FOOTER_TAIL_BYTES:]
        offset, size, crc = struct.unpack_from("<QII", tail)
        footer = self.data[offset : offset + size]
        if tail[16:] != b"TENUREND" or crc32c(footer, self.place_crc) != crc:
            raise Damage(f"{self.name}: damaged footer")
        first, self.end, _, self.data_end = struct.unpack_from("<QQqQ", footer)
        root = footer[32:64]
        at = 64
        (size,) = struct.unpack_from("<I", footer, at)
        self.before = Tree.parse(footer[at + 4 : at + 4 + size])
        at += 4 + size
        (size,) = struct.unpack_from("<I", footer, at)
        self.after = Tree.parse(footer[at + 4 : at + 4 + size])
        if first != self.first or self.after.root() != root:
            raise Damage(f"{self.name}: the footer contradicts itself")

    def blocks(self):
        """Yields (first, count, raw bytes, compressed?, body) of every whole block."""
        at, expected = HEADER_BYTES, self.first
        while at + BLOCK.size <= self.data_end:
            magic, stored, crc, flags, first, count, raw = BLOCK.unpack_from(self.data, at)
            block = self.data[at : at + BLOCK.size + stored]
            whole = (
                magic == BLOCK_MAGIC
                and at + len(block) <= self.data_end
                and len(block) == BLOCK.size + stored
                and crc32c(block[12:], crc32c(block[:8], self.place_crc)) == crc
            )
            if not whole:
                break
            if first != expected:
                raise Damage(f"{self.name}: record {expected} expected, {first} found")
            yield first, count, raw, flags & 1, block[BLOCK.size :]
            at, expected = at + len(block), first + count
        self.read_to = at
        if self.sealed and (expected != self.end or at != self.data_end):
            raise Damage(f"{self.name}: records from {expected} to {self.end - 1} damaged")

    def records(self):
        """Yields (position, bytes), the prefixes compared with the records."""
        blocks = list(self.blocks())
        packed = b"".join(body for _, _, _, compressed, body in blocks if compressed)
        opened = unzstd(packed) if packed else b""
        at = 0
        for first, count, raw, compressed, body in blocks:
            if compressed:
                body = opened[at : at + raw]
                at += raw
            if len(body) != raw:
                raise Damage(f"{self.name}: the block of record {first} has another size")
            start = count * ROW.size
            for index in range(count):
                row = ROW.unpack_from(body, index * ROW.size)
                record = body[start : start + row[0]]
                start += row[0]
                self.check_prefix(first + index, row, record)
                yield first + index, record

    def check_prefix(self, position, row, record):
        shown = describe(record)
        scope_hash = int.from_bytes(hashlib.sha256(shown["scope"].encode()).digest()[:8], "big")
        payload = record[row[6] : row[6] + row[7]] if row[7] else b""
        right = (
            shown["position"] == position
            and row[1] == shown["event_type"]
            and row[2] == scope_hash >> 54
            and row[3] == shown["flags"]
            and row[4] == shown["recorded_at_us"]
            and row[5] == scope_hash
            and hashlib.sha256(payload).hexdigest() == shown["payload_sha256"]
        )
        if not right:
            raise Damage(f"{self.name}: record {position} is not what its prefix says")


def unzstd(packed):
    run = subprocess.run(["zstd", "-dcq"], input=packed, capture_output=True, check=False)
    if run.returncode != 0:
        raise Damage("zstd: " + run.stderr.decode("utf-8", "replace").strip())
    return run.stdout


def read_anchor(path):
    """The head and root that the newest whole slot vouches for."""
    with open(path, "rb") as file:
        data = file.read()
    newest = None
    for offset in SLOT_OFFSETS:
        slot = data[offset : offset + SLOT_BYTES]
        if len(slot) < SLOT_BYTES or slot[:4] != b"TANC":
            continue
        if crc32c(slot[:252]) != struct.unpack_from("<I", slot, 252)[0]:
            continue
        sequence, store_id, _, _, head = struct.unpack_from("<Q16sIIQ", slot, 8)
        if newest is None or sequence > newest[0]:
            newest = (sequence, head, slot[48:80], store_id)
    if newest is None:
        raise Damage(f"{path}: no whole slot")
    return newest[1:]


def print_records(segment, tree):
    """Prints a segment; its records go into the tree when there is one that fits."""
    if segment.sealed and tree is None:
        tree = segment.before
    for position, record in segment.records():
        print(json.dumps(describe(record), separators=(",", ":"), ensure_ascii=False))
        if tree is not None:
            tree.append(record)
            yield position + 1, tree
    if segment.sealed and tree.root() != segment.after.root():
        raise Damage(f"{segment.name}: the records differ from the Merkle root")


def read_partition(path):
    head, root, store_id = read_anchor(os.path.join(path, "anchor"))
    names = sorted(name for name in os.listdir(path) if re.fullmatch(r"\d{20}\.seg", name))
    tree, vouched = Tree(), head == 0
    for name in names:
        segment = Segment(os.path.join(path, name))
        if segment.store_id != store_id or segment.first != int(name[:20]):
            raise Damage(f"{name}: foreign or displaced segment")
        if segment.first != tree.size:
            raise Damage(f"records {tree.size} to {segment.first - 1} missing")
        for size, grown in print_records(segment, tree):
            if size == head and grown.root() != root:
                raise Damage(f"records below {head} are not those that the anchor vouches for")
            vouched = vouched or size == head
    if not vouched:
        raise Damage(f"records {tree.size} to {head - 1} missing: the anchor says {head}")
    say(f"{path}: {tree.size} records, root {tree.root().hex()}, anchor {head}")


def read_one(path):
    segment = Segment(path)
    for _ in print_records(segment, None):
        pass
    say(f"{path}: read to byte {segment.read_to}, sealed: {segment.sealed}")


def main(arguments):
    if len(arguments) != 1 or arguments[0].startswith("-"):
        say(__doc__)
        return 2
    path = arguments[0].rstrip("/")
    try:
        if os.path.isfile(path):
            read_one(path)
        elif os.path.exists(os.path.join(path, "anchor")):
            read_partition(path)
        else:
            log = os.path.join(path, "log")
            for name in sorted(os.listdir(log)):
                read_partition(os.path.join(log, name))
    except (Damage, OSError, IndexError, struct.error) as error:
        say(f"damaged: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
