"""Follows a topic as a group, and commits twice a second, until its standard input ends.

python follow.py SERVERS TOPIC GROUP FILE

FILE gets a line for each offset, in the order in which they came: partition, "committed" and the offset that the
cluster has promised to keep, or partition, "given" and the offset at which the group is told to go on. At the end the
group asks once more for all of them.
"""

import sys
import threading
import time

from confluent_kafka import Consumer, KafkaException, TopicPartition

SECONDS = 20


def follow(servers, topic, group, file, ended):
    consumer = Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": group,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "session.timeout.ms": 6000,
            "heartbeat.interval.ms": 500,
            "socket.timeout.ms": 5000,
            "reconnect.backoff.max.ms": 500,
            "fetch.min.bytes": 65536,
            "fetch.wait.max.ms": 250,
            "log_level": 0,
        }
    )
    out = open(file, "w", encoding="ascii")

    def note(kind, places):
        for place in places:
            # Negative: nothing was committed yet.
            if place.error is None and place.offset >= 0:
                out.write(f"{place.partition},{kind},{place.offset}\n")
        out.flush()

    def given(_, places):
        note("given", consumer.committed(places, SECONDS))

    consumer.subscribe([topic], on_assign=given)
    due = time.monotonic()
    positions = {}
    while not ended.is_set():
        for message in consumer.consume(1000, 0.25):
            if message.error() is None:
                positions[message.partition()] = message.offset() + 1
        if positions and time.monotonic() > due:
            due = time.monotonic() + 0.5
            offsets = [TopicPartition(topic, partition, offset) for partition, offset in positions.items()]
            positions = {}
            try:
                note("committed", consumer.commit(offsets=offsets, asynchronous=False))
            except KafkaException:
                # Nobody has promised anything: the next commit says more.
                pass
    partitions = list(consumer.list_topics(topic, SECONDS).topics[topic].partitions)
    places = [TopicPartition(topic, partition) for partition in partitions]
    note("given", consumer.committed(places, SECONDS))
    out.close()
    consumer.close()


if __name__ == "__main__":
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    follow(*sys.argv[1:], ended)
