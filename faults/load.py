"""Writes numbered records of 1 KiB to a topic, at a steady pace, until its standard input ends.

python load.py SERVERS TOPIC PARTITIONS PRODUCER FILE [SETTING=VALUE ...]

FILE gets a line for each record when its outcome is known: sequence, partition, ms since the epoch when it was sent and
when the outcome came, offset (-1 if there is none), error (empty if it was acknowledged) and check sum of the value.
The standard output gets, ten times a second, how many were sent, acknowledged and not acknowledged. Settings are those
of librdkafka, and: rate (records a second), count (records at most), flush.ms (patience at the end). What has no
outcome at the end is written with the error NO_ANSWER.
"""

import random
import sys
import threading
import time
import zlib

from confluent_kafka import KafkaError, KafkaException, Producer

SIZE = 1024
# Seconds between two looks at what is due: each costs, and the cluster is on the same machine.
PAUSE = 0.02
NAMES = {value: name for name, value in vars(KafkaError).items() if isinstance(value, int)}
# Wall-clock time that does not jump.
BASE = time.time() - time.monotonic()
FILLING = random.Random(1).randbytes(SIZE * 2).hex().encode()
OWN = {"rate": "1000", "count": "0", "flush.ms": "60000"}
DEFAULTS = {
    "acks": "all",
    "enable.idempotence": "true",
    # A request has the records of one partition: of more requests, answers alone would take half of a processor.
    "linger.ms": "50",
    # Longer than any outage of the suite: what the cluster takes later is late, not unknown.
    "message.timeout.ms": "240000",
    "queue.buffering.max.messages": "500000",
    "queue.buffering.max.kbytes": "1048576",
    # A broker that is cut off is given up after seconds, not a minute.
    "request.timeout.ms": "4000",
    "socket.timeout.ms": "5000",
    "socket.connection.setup.timeout.ms": "2000",
    "reconnect.backoff.ms": "50",
    "reconnect.backoff.max.ms": "500",
    "retry.backoff.ms": "50",
    "retry.backoff.max.ms": "250",
    "topic.metadata.refresh.fast.interval.ms": "100",
    # Where all brokers were away, those that it has learned of may be gone: the addresses to begin with are asked
    # again, in place of after five minutes.
    "metadata.recovery.rebootstrap.trigger.ms": "5000",
    # A broker that has just started knows of no topic: the library would give up everything that waits for one.
    "topic.metadata.propagation.max.ms": "3600000",
    "log_level": "0",
}


def milliseconds():
    return (BASE + time.monotonic()) * 1000


class Load:
    def __init__(self, servers, topic, partitions, name, file, settings):
        own = {key: settings.pop(key, value) for key, value in OWN.items()}
        self.rate, self.count, self.patience = (float(own[key]) for key in OWN)
        self.topic, self.partitions, self.name = topic, partitions, name
        self.file = open(file, "w", encoding="ascii")
        self.producer = Producer({**DEFAULTS, **settings, "bootstrap.servers": servers})
        self.sent = self.acknowledged = self.failed = 0
        self.waiting = {}

    def run(self, ended):
        start, told = time.monotonic(), 0.0
        while not ended.is_set():
            due = int((time.monotonic() - start) * self.rate)
            while self.sent < due and not (self.count and self.sent >= self.count):
                if not self.send():
                    break
            self.producer.poll(PAUSE)
            if time.monotonic() - told > 0.1:
                told = time.monotonic()
                self.tell()
        limit = time.monotonic() + self.patience / 1000
        while self.waiting and time.monotonic() < limit:
            self.producer.poll(0.1)
            self.tell()
        for sequence, (partition, invoked, digest) in self.waiting.items():
            self.note(sequence, partition, invoked, -1, "NO_ANSWER", digest)
        self.file.close()

    def send(self):
        sequence, partition = self.sent, self.sent % self.partitions
        head = f"{self.name} {partition} {sequence} ".encode()
        value = head + FILLING[sequence % SIZE :][: SIZE - len(head)]
        digest, invoked = zlib.crc32(value), milliseconds()

        def outcome(error, message):
            del self.waiting[sequence]
            offset = message.offset()
            known = offset is not None and offset >= 0
            name = "" if error is None else NAMES.get(error.code(), str(error.code()))
            self.note(sequence, partition, invoked, offset if known else -1, name, digest)

        try:
            self.producer.produce(self.topic, value, partition=partition, on_delivery=outcome)
        except (BufferError, KafkaException):
            # Not taken, and so not numbered either.
            return False
        self.waiting[sequence] = (partition, invoked, digest)
        self.sent += 1
        return True

    def note(self, sequence, partition, invoked, offset, error, digest):
        if error:
            self.failed += 1
        else:
            self.acknowledged += 1
        times = f"{invoked:.1f},{milliseconds():.1f}"
        self.file.write(f"{sequence},{partition},{times},{offset},{error},{digest}\n")

    def tell(self):
        self.file.flush()
        print(self.sent, self.acknowledged, self.failed, flush=True)


if __name__ == "__main__":
    servers, topic, partitions, name, file, *settings = sys.argv[1:]
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    given = dict(setting.split("=", 1) for setting in settings)
    Load(servers, topic, int(partitions), name, file, given).run(ended)
