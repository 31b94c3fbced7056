#!/bin/sh
# Runs a Java class of Kafka or ZooKeeper with its arguments, as the script of this name in Kafka does.
# KAFKA_HEAP_OPTS and KAFKA_OPTS are meant to be split into words.
# shellcheck disable=SC2086
exec java ${KAFKA_HEAP_OPTS:--Xmx256m} $KAFKA_OPTS \
  -Dlog4j.configuration=file:/opt/kafka/config/tools-log4j.properties \
  -cp '/opt/kafka/libs/*' "$@"
