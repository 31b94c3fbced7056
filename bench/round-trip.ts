import { Kafka, logLevel } from "kafkajs";
import { until } from "../checks/until";

const RECORDS = 10;
const WAIT_MS = 60_000;
/** As fine as that of this package's checks, so that no one waits for kafkajs's own pauses. */
const RETRY = { initialRetryTime: 50, multiplier: 1.3, factor: 0.1, maxRetryTime: 1000, retries: 20 };

/**
 * What shows that a cluster works, by a client: a replicated topic, a transaction, and a consumer
 * group that reads what it has written. A deploy of this package has checked the same, and more.
 *
 * @param brokers - Their addresses.
 * @throws Error - If it has not succeeded in a minute.
 */
export async function roundTrip(brokers: readonly string[]): Promise<void> {
  const signal = AbortSignal.timeout(WAIT_MS);
  const kafka = new Kafka({
    clientId: "bench",
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    retry: RETRY,
  });
  const topic = `round-trip-${Date.now()}`;
  const admin = kafka.admin();
  const producer = kafka.producer({ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 });
  const consumer = kafka.consumer({ groupId: topic });
  try {
    await until(signal, () => admin.connect());
    await until(signal, () =>
      admin.createTopics({ topics: [{ topic, numPartitions: 3, replicationFactor: 3 }] }),
    );
    await until(signal, () => producer.connect());
    const messages = Array.from({ length: RECORDS }, (_, index) => ({ value: `${index}` }));
    await until(signal, async () => {
      const transaction = await producer.transaction();
      try {
        await transaction.send({ topic, acks: -1, messages });
        await transaction.commit();
      } catch (error) {
        await transaction.abort().catch(() => undefined);
        throw error;
      }
    });
    await until(signal, () => consumer.connect());
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const read = new Set<string>();
      signal.addEventListener("abort", () =>
        reject(new Error(`${read.size} of ${RECORDS} records were read`)),
      );
      const eachMessage = ({ message }: { message: { value: Buffer | null } }) => {
        read.add(String(message.value));
        if (read.size === RECORDS) resolve();
        return Promise.resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
  } finally {
    await Promise.allSettled([admin.disconnect(), producer.disconnect(), consumer.disconnect()]);
  }
}
