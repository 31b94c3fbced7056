"""Reads all partitions of a topic from their beginning to their end, as a group that never was.

python read.py SERVERS TOPIC FILE

FILE gets a line for each record: partition, offset, producer, sequence and check sum of the value. Records of
transactions that were not committed are read as well, and check sums of batches are verified.
"""

import sys
import time
import zlib

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

SECONDS = 60
BATCH = 5000


def read(servers, topic, file):
    consumer = Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": f"read-{time.time_ns()}",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "isolation.level": "read_uncommitted",
            "check.crcs": True,
            "auto.offset.reset": "error",
            "socket.timeout.ms": 5000,
            "reconnect.backoff.max.ms": 500,
            "fetch.wait.max.ms": 50,
            "log_level": 3,
        }
    )
    limit = time.monotonic() + SECONDS
    partitions = list(consumer.list_topics(topic, SECONDS).topics[topic].partitions)
    consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
    ended = set()
    with open(file, "w", encoding="ascii") as out:
        while len(ended) < len(partitions):
            if time.monotonic() > limit:
                missing = sorted(set(partitions) - ended)
                sys.exit(f"the end of partitions {missing} of {topic} was not reached in {SECONDS} s")
            for message in consumer.consume(BATCH, 0.2):
                error = message.error()
                if error is None:
                    value = message.value()
                    name, _, sequence = value.split(b" ", 3)[:3]
                    digest = zlib.crc32(value)
                    place = f"{message.partition()},{message.offset()}"
                    out.write(f"{place},{name.decode()},{sequence.decode()},{digest}\n")
                elif error.code() == KafkaError._PARTITION_EOF:
                    ended.add(message.partition())
                elif not error.retriable() and error.fatal():
                    raise KafkaException(error)
    consumer.close()


if __name__ == "__main__":
    read(*sys.argv[1:])
