#!/usr/bin/env python3
"""Reads a company's events from a Kafka cluster without Tenure and without a Kafka client: plain
Python 3 over a socket, committed records only. Checks what Tenure promises of them.

    tools/read_topic.py BROKERS PREFIX                       one JSON line a record
    tools/read_topic.py BROKERS PREFIX --check [RESULTS…]    checks, and prints one line of counts

Checked: positions follow each other from 0; every unit is whole and lies in one transaction; each
scope lies in its partition, its sequence without a gap; no command is recorded twice; every
command that left for another scope arrived there once.
RESULTS are files with result lines of `tenure submit`: what they say was accepted stands where
they say, with these events, and what they refused does not.
Exit code: 0 all well, 1 a promise is broken (each is named), 2 called wrongly.
"""

import argparse
import hashlib
import json
import socket
import struct
import sys
import uuid


class Reader:
    """Big-endian fields of an answer, one after the other."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        part = self.data[self.at:self.at + size]
        if len(part) != size:
            raise EOFError
        self.at += size
        return part

    def number(self, form):
        return struct.unpack(">" + form, self.take(struct.calcsize(form)))[0]

    def text(self):
        size = self.number("h")
        return None if size < 0 else self.take(size).decode()

    def array(self, one):
        return [one() for _ in range(self.number("i"))]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def zigzag(self):
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def sized(self):
        size = self.zigzag()
        return None if size < 0 else self.take(size)


def text(value):
    return struct.pack(">h", len(value)) + value.encode()


class Broker:
    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), timeout=60)

    def ask(self, key, version, body):
        head = struct.pack(">hhi", key, version, 1) + text("read_topic")
        self.socket.sendall(struct.pack(">i", len(head) + len(body)) + head + body)
        size = struct.unpack(">i", self.read(4))[0]
        return Reader(self.read(size)[4:])

    def read(self, size):
        data = b""
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                raise ConnectionError("the broker hung up")
            data += part
        return data


def find_leaders(brokers, topic):
    """{partition: Broker}"""
    for address in brokers.split(","):
        host, port = address.rsplit(":", 1)
        try:
            answer = Broker(host, int(port)).ask(3, 4, struct.pack(">i", 1) + text(topic) + b"\0")
            break
        except OSError:
            continue
    else:
        raise ConnectionError("no broker answers")
    answer.number("i")
    nodes = {}
    for _ in range(answer.number("i")):
        node, host, port = answer.number("i"), answer.text(), answer.number("i")
        answer.text()
        nodes[node] = (host, port)
    answer.text()
    answer.number("i")
    leaders = {}
    for _ in range(answer.number("i")):
        if answer.number("h") != 0:
            raise ConnectionError("no topic " + topic)
        answer.text()
        answer.number("b")
        for _ in range(answer.number("i")):
            answer.number("h")
            partition, leader = answer.number("i"), answer.number("i")
            answer.array(lambda: answer.number("i"))
            answer.array(lambda: answer.number("i"))
            leaders[partition] = Broker(*nodes[leader])
    return leaders


def batches(data):
    """(base offset, last offset, attributes, producer, records) of each whole batch."""
    reader = Reader(data)
    while True:
        try:
            base = reader.number("q")
            body = Reader(reader.take(reader.number("i")))
        except EOFError:
            return
        body.take(4 + 1 + 4)
        attributes, last = body.number("h"), body.number("i")
        body.take(16)
        producer = body.number("q")
        body.take(2 + 4)
        if attributes & 7:
            raise ValueError("a compressed batch: this reader reads plain ones")
        records = []
        for _ in range(body.number("i")):
            one = Reader(body.take(body.zigzag()))
            one.take(1)
            one.zigzag()
            delta = one.zigzag()
            key, value = one.sized(), one.sized()
            headers = {one.sized().decode(): one.sized() for _ in range(one.zigzag())}
            records.append((base + delta, key, value, headers))
        yield base, base + last, attributes, producer, records


def committed(broker, topic, partition):
    """(offset, number of the transaction, key, value, headers) of each committed record."""
    offset = transaction = 0
    aborted_now = set()
    while True:
        body = struct.pack(">iiiib", -1, 100, 1, 1 << 24, 1)
        body += struct.pack(">i", 1) + text(topic) + struct.pack(">i", 1)
        body += struct.pack(">iqi", partition, offset, 1 << 24)
        answer = broker.ask(1, 4, body)
        answer.take(4 + 4)
        answer.text()
        answer.take(4 + 4)
        error, _, stable = answer.number("h"), answer.number("q"), answer.number("q")
        if error:
            raise ConnectionError("fetch of %s/%d: error %d" % (topic, partition, error))
        aborted = sorted((answer.number("q"), answer.number("q")) for _ in
                         range(max(0, answer.number("i"))))
        aborted.sort(key=lambda pair: pair[1])
        size = answer.number("i")
        data = answer.take(max(0, size))
        moved = False
        for base, last, attributes, producer, records in batches(data):
            if last < offset:
                continue
            while aborted and aborted[0][1] <= last:
                aborted_now.add(aborted.pop(0)[0])
            if attributes & 0x20:
                transaction += 1
                if struct.unpack(">hh", records[0][1])[1] == 0:
                    aborted_now.discard(producer)
            elif not (attributes & 0x10 and producer in aborted_now):
                for record in records:
                    if record[0] >= offset:
                        yield (record[0], transaction) + record[1:]
            offset, moved = last + 1, True
        if not moved and offset >= stable:
            return


def fields(data):
    """{number: [values]} of a Protobuf message; numbers as int, the rest as bytes."""
    reader, found = Reader(data), {}
    while reader.at < len(data):
        tag = reader.varint()
        kind = tag & 7
        if kind == 0:
            value = reader.varint()
        elif kind == 2:
            value = reader.take(reader.varint())
        else:
            value = reader.take(8 if kind == 1 else 4)
        found.setdefault(tag >> 3, []).append(value)
    return found


class Record:
    def __init__(self, partition, offset, transaction, value, headers):
        found = fields(value)
        first = lambda number, other: found.get(number, [other])[0]
        self.partition, self.offset, self.transaction = partition, offset, transaction
        self.position, self.scope = first(1, 0), first(2, b"").decode()
        self.scope_sequence, self.type = first(6, 0), headers["ce_type"].decode()
        self.command = bytes(first(8, b""))
        self.index, self.count = first(10, 0), first(11, 0)
        self.outgoing = [fields(one)[1][0].decode() for one in found.get(25, [])]
        origin = fields(first(23, b""))
        self.came_from = (origin.get(6, [b""])[0].decode(), origin.get(7, [0])[0],
                          origin.get(8, [0])[0])
        self.refusal_kept = self.type.endswith(".CommandRefused")


def read_all(brokers, prefix):
    topic = prefix + ".events"
    leaders = find_leaders(brokers, topic)
    return len(leaders), [
        Record(partition, offset, transaction, value, headers)
        for partition in sorted(leaders)
        for offset, transaction, _, value, headers in
        committed(leaders[partition], topic, partition)]


def partition_of(scope, partitions):
    if partitions == 1 or scope == "governance/main":
        return 0
    shard = int.from_bytes(hashlib.sha256(scope.encode()).digest()[:8], "big") >> 54
    return 1 + shard * (partitions - 1) // 1024


class Check:
    def __init__(self, partitions, records):
        self.partitions, self.records, self.broken = partitions, records, []

    def expect(self, holds, *words):
        if not holds:
            self.broken.append(" ".join(str(word) for word in words))

    def log(self):
        next_position, next_sequence, unit = {}, {}, {}
        for r in self.records:
            where = "%d:%d" % (r.partition, r.position)
            self.expect(r.position == next_position.get(r.partition, 0), where, "out of order")
            next_position[r.partition] = r.position + 1
            self.expect(r.partition == partition_of(r.scope, self.partitions), where, r.scope,
                        "is in a foreign partition")
            self.expect(r.scope_sequence == next_sequence.get(r.scope, 0) + 1, where, "sequence")
            next_sequence[r.scope] = r.scope_sequence
            expected = unit.get(r.partition)
            if expected is None:
                self.expect(r.index == 0, where, "begins inside a unit")
            else:
                self.expect((r.index, r.count, r.transaction) == expected, where, "torn unit")
            more = r.index + 1 < r.count
            unit[r.partition] = (r.index + 1, r.count, r.transaction) if more else None
        for partition, rest in unit.items():
            self.expect(rest is None, partition, "ends inside a unit")

    def commands(self):
        self.units = {}
        for r in self.records:
            if r.index == 0 and not r.refusal_kept:
                key = (r.scope, r.command)
                self.expect(key not in self.units, "twice:", key)
                self.units[key] = []
                current = self.units[key]
            elif r.index == 0:
                current = []
            current.append(r)

    def travelled(self):
        arrived = {}
        for r in self.records:
            if r.came_from[0]:
                arrived.setdefault((r.scope,) + r.came_from, set()).add(r.command)
        left = 0
        for r in self.records:
            for index, target in enumerate(r.outgoing):
                left += 1
                came = arrived.get((target, r.scope, r.scope_sequence, index), set())
                self.expect(len(came) == 1, "sent from %d:%d" % (r.partition, r.position), "to",
                            target, "arrived", len(came), "times")
        return left

    def results(self, path):
        counts = {}
        for line in open(path, encoding="utf-8"):
            result = json.loads(line)
            status = result["status"]
            counts[status] = counts.get(status, 0) + 1
            key = (result["scope"], uuid.UUID(result["command_id"]).bytes)
            unit = self.units.get(key)
            if status in ("accepted", "repeated", "requested"):
                said = [(event["position"], event["type"]) for event in result["events"]]
                stands = [("%d:%d" % (r.partition, r.position) if r.partition else
                           str(r.position), r.type.rsplit(".", 1)[1]) for r in unit or []]
                self.expect(said == stands, "answered", said, "stands", stands, "for", key)
            elif status in ("refused", "invalid"):
                self.expect(unit is None, "refused, yet recorded:", key)
        return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("brokers")
    parser.add_argument("prefix")
    parser.add_argument("--check", nargs="*", metavar="RESULTS")
    options = parser.parse_args()
    partitions, records = read_all(options.brokers, options.prefix)
    if options.check is None:
        for r in records:
            print(json.dumps({"partition": r.partition, "position": r.position, "offset": r.offset,
                              "scope": r.scope, "type": r.type, "unit": [r.index, r.count]}))
        return 0
    check = Check(partitions, records)
    check.log()
    check.commands()
    counts = {"records": len(records), "commands": len(check.units), "travelled": check.travelled()}
    for path in options.check:
        for status, count in check.results(path).items():
            counts[status] = counts.get(status, 0) + count
    print(json.dumps(counts))
    for line in check.broken[:20]:
        print("broken: " + line, file=sys.stderr)
    return 1 if check.broken else 0


if __name__ == "__main__":
    sys.exit(main())
