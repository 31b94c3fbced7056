"""Writes to a topic, or reads from it, with confluent-kafka and what `kafka-docker client-config` prints.

kafka-docker client-config billing --format librdkafka > billing.conf
echo hello | python confluent.py billing.conf write orders ~/.kafka-docker/kafka/users/billing/password
python confluent.py billing.conf read orders ~/.kafka-docker/kafka/users/billing/password

The group that reads has the name of the file of settings, here "billing". A user with a certificate has no password:
leave the last argument out.
"""

import sys
from pathlib import Path

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer

SECONDS = 20


def settings(file, password_file=None):
    """What was printed. librdkafka reads no password from a file, so the program does."""
    lines = Path(file).read_text().splitlines()
    found = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    if password_file is not None:
        found["sasl.password"] = Path(password_file).read_text().rstrip("\r\n")
        # After a change of password it belongs to the user's other login.
        login = Path(f"{password_file}.login")
        if login.exists():
            found["sasl.username"] = login.read_text().strip()
    return found


def write(config, topic):
    """Sends each line of the standard input; the first that is refused ends the program."""
    errors = []
    producer = Producer(config)
    for line in sys.stdin:
        producer.produce(topic, line.rstrip("\n"), on_delivery=lambda error, _: error and errors.append(error))
    unsent = producer.flush(SECONDS)
    if errors:
        raise KafkaException(errors[0])
    if unsent > 0:
        raise TimeoutError(f"{unsent} lines were not sent in {SECONDS} s")


def read(config, topic, group):
    """Prints what the topic has from its beginning, or from where the group has read to, until its end."""
    own = {"group.id": group, "auto.offset.reset": "earliest", "enable.partition.eof": True}
    consumer = Consumer({**config, **own})
    consumer.subscribe([topic])
    ended = set()
    while not ended or len(ended) < len(consumer.assignment()):
        message = consumer.poll(SECONDS)
        if message is None:
            raise TimeoutError(f"nothing came in {SECONDS} s")
        if message.error() is None:
            print(message.value().decode())
        elif message.error().code() == KafkaError._PARTITION_EOF:
            ended.add(message.partition())
        else:
            raise KafkaException(message.error())
    consumer.close()


if __name__ == "__main__":
    file, action, topic, *password_file = sys.argv[1:]
    if action == "write":
        write(settings(file, *password_file), topic)
    else:
        read(settings(file, *password_file), topic, Path(file).stem)
