#!/bin/bash
# Runs one ZooKeeper server and two brokers through what every cluster does (a start, replication, a transaction, a
# consumer group, a controlled stop), with TLS, SCRAM and rules as in a secured one, while Java notes which classes the
# servers load. Gives the archives of these as a tar file; everything else goes to standard error.
set -euo pipefail
exec 3>&1 1>&2
export LC_ALL=C
trap 'exit 1' INT TERM
cd /tmp
mkdir class-data zookeeper

# As the servers have it later (constructs/config/start-script.ts): an archive is of one class path.
CLASSPATH=$(IFS=:; set -- /opt/kafka/libs/*.jar; printf %s "$*")
export CLASSPATH

"$JAVA_HOME/bin/keytool" -genkeypair -keystore keys.p12 -storepass secret -alias kafka -keyalg EC -dname CN=kafka -ext san=ip:127.0.0.1
cat >zookeeper.properties <<END
dataDir=/tmp/zookeeper
clientPort=2181
admin.enableServer=false
END
for id in 1 2; do
  cat >"broker-$id.properties" <<END
broker.id=$id
log.dirs=/tmp/broker-$id
zookeeper.connect=127.0.0.1:2181
listeners=SSL://127.0.0.1:909$id,PLAINTEXT://127.0.0.1:919$id,SASL_SSL://127.0.0.1:929$id
security.inter.broker.protocol=SSL
ssl.keystore.location=/tmp/keys.p12
ssl.keystore.password=secret
ssl.truststore.location=/tmp/keys.p12
ssl.truststore.password=secret
ssl.client.auth=required
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
authorizer.class.name=kafka.security.authorizer.AclAuthorizer
super.users=User:CN=kafka;User:ANONYMOUS
offsets.topic.num.partitions=2
offsets.topic.replication.factor=2
transaction.state.log.num.partitions=2
transaction.state.log.replication.factor=2
transaction.state.log.min.isr=1
END
done

quiet=(-Xmx256m -Xlog:cds=off -Xlog:cds+dynamic=off -Dlog4j.configuration=file:/opt/kafka/config/tools-log4j.properties)
java "${quiet[@]}" -XX:ArchiveClassesAtExit=class-data/zookeeper.jsa \
  org.apache.zookeeper.server.quorum.QuorumPeerMain zookeeper.properties &
zookeeper=$!
java "${quiet[@]}" -XX:ArchiveClassesAtExit=class-data/broker.jsa kafka.Kafka broker-1.properties &
broker=$!
java "${quiet[@]}" -XX:TieredStopAtLevel=1 kafka.Kafka broker-2.properties &
other=$!
until { : >/dev/tcp/127.0.0.1/9191 && : >/dev/tcp/127.0.0.1/9192; } 2>/dev/null; do
  kill -0 $zookeeper $broker $other # A server that has ended will not be there later.
  sleep 0.2
done

bin=/opt/kafka/bin
server=127.0.0.1:9191
export KAFKA_OPTS=-XX:TieredStopAtLevel=1
$bin/kafka-topics.sh --bootstrap-server $server --create --topic test --partitions 4 --replication-factor 2
$bin/kafka-producer-perf-test.sh --topic test --num-records 1000 --record-size 100 --throughput -1 \
  --producer-props bootstrap.servers=$server acks=all compression.type=gzip \
  --transactional-id test --transaction-duration-ms 50
read_all=(--bootstrap-server $server --topic test --group test --from-beginning --max-messages 1000 --timeout-ms 60000)
[ "$($bin/kafka-console-consumer.sh "${read_all[@]}" | wc -l)" = 1000 ]

# An end by SIGTERM is that of an error to the shell. The archive is written at the end.
kill $broker
wait $broker || true
kill -9 $other
kill $zookeeper
wait $zookeeper || true
[ -s class-data/broker.jsa ] && [ -s class-data/zookeeper.jsa ]
chmod 755 class-data
chmod 444 class-data/*
tar --owner=0 --group=0 --numeric-owner -c class-data >&3
