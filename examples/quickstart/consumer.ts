import { Kafka, logLevel } from "kafkajs";

const brokers = (process.env["KAFKA_BOOTSTRAP_SERVERS"] ?? "127.0.0.1:9092").split(",");
const kafka = new Kafka({ clientId: "quickstart", brokers, logLevel: logLevel.WARN });
const consumer = kafka.consumer({ groupId: "quickstart" });

async function consume(): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics: ["test_topic"], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      console.log(String(message.value));
      return Promise.resolve();
    },
  });
}

// It waits for more until Ctrl-C. Leaving the group tells the brokers where to go on the next time.
process.once("SIGINT", () => void consumer.disconnect());

void consume();
