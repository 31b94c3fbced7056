import { Kafka } from "kafkajs";

const brokers = (process.env["KAFKA_BOOTSTRAP_SERVERS"] ?? "127.0.0.1:9092").split(",");
const admin = new Kafka({ clientId: "quickstart", brokers }).admin();

async function createTopic(): Promise<void> {
  await admin.connect();
  // Partitions and replicas that are not given here are the cluster's defaults.
  const topics = [{ topic: "test_topic" }];
  const created = await admin.createTopics({ topics, waitForLeaders: false });
  console.log(created ? "test_topic was created" : "test_topic was there already");
  await admin.disconnect();
}

void createTopic();
