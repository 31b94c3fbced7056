import { Kafka, Partitioners } from "kafkajs";

const brokers = (process.env["KAFKA_BOOTSTRAP_SERVERS"] ?? "127.0.0.1:9092").split(",");
const kafka = new Kafka({ clientId: "quickstart", brokers });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });

async function produce(): Promise<void> {
  await producer.connect();
  // Messages of one key go to one partition, and so stay in order.
  const messages = Array.from({ length: 10 }, (_, index) => ({
    key: "quickstart",
    value: `message ${index}`,
  }));
  // acks -1: acknowledged when every in-sync replica has them.
  await producer.send({ topic: "test_topic", acks: -1, messages });
  console.log(`sent ${messages.length} messages to test_topic`);
  await producer.disconnect();
}

void produce();
