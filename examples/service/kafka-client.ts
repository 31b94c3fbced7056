import { existsSync, readFileSync } from "node:fs";
import { type Consumer, Kafka, type KafkaConfig, type LogEntry, logLevel, type Producer } from "kafkajs";
import { hideAbortedEverywhere } from "./aborted";

/** What ends a service that cannot go on. */
export type Fail = (error: unknown) => void;

/** Whoever is killed is missed soon. Heartbeats come between two looks for messages as well. */
export const GROUP = { sessionTimeout: 6_000, heartbeatInterval: 1_000, maxWaitTimeInMs: 1_000 } as const;

/**
 * Kafka, as the environment of a container says: `KafkaUser.client` sets it.
 *
 * @param clientId - What brokers call this service in their logs and quotas.
 * @returns The client.
 */
export function kafkaFromEnvironment(clientId: string): Kafka {
  process.env["KAFKAJS_NO_PARTITIONER_WARNING"] = "1";
  hideAbortedEverywhere();
  return new Kafka({
    clientId,
    brokers: variable("KAFKA_BOOTSTRAP_SERVERS").split(","),
    ...security(),
    logLevel: logLevel.ERROR,
    logCreator: () => log,
    // A transaction that follows another waits until that has ended everywhere, for some milliseconds; a broker that
    // restarts is back within seconds. Who waits longer is started anew by Docker.
    retry: { initialRetryTime: 10, maxRetryTime: 2_000, retries: 16 },
  });
}

/** What is tried again is no error of the service's. */
function log({ log: { error, message, retryCount } }: LogEntry): void {
  if (retryCount !== undefined || message.startsWith("Response ")) return;
  console.error(error === undefined ? message : `${message}: ${String(error)}`);
}

/**
 * A producer of transactions. One of its id at a time: another one that still runs is shut out by its first transaction.
 *
 * @param kafka - The client.
 * @param transactionalId - Its id.
 * @returns The producer, connected.
 */
export async function transactionalProducer(kafka: Kafka, transactionalId: string): Promise<Producer> {
  const options = { idempotent: true, maxInFlightRequests: 1, transactionTimeout: 15_000 };
  const producer = kafka.producer({ transactionalId, ...options });
  await producer.connect();
  return producer;
}

/**
 * Ends the service when its consumer cannot go on: kafkajs tries some errors again itself, and gives others up.
 *
 * @param consumer - The consumer.
 * @param fail - Ends the service.
 */
export function failWith(consumer: Consumer, fail: Fail): void {
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) fail(payload.error);
  });
}

/**
 * A variable of the environment that must be there.
 *
 * @param name - Its name.
 * @returns Its value.
 * @throws Error - where it is not set.
 */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} must be set`);
  return value;
}

function security(): Pick<KafkaConfig, "sasl" | "ssl"> {
  if (process.env["KAFKA_SSL_CA_FILE"] === undefined) return {};
  const ca = [read("KAFKA_SSL_CA_FILE")];
  if (process.env["KAFKA_SSL_KEY_FILE"] !== undefined) {
    return { ssl: { ca, key: read("KAFKA_SSL_KEY_FILE"), cert: read("KAFKA_SSL_CERTIFICATE_FILE") } };
  }
  const login = process.env["KAFKA_SASL_LOGIN_FILE"];
  // It is there while the password is one of two that are valid.
  const username =
    login !== undefined && existsSync(login) ? readFileSync(login, "utf8") : variable("KAFKA_SASL_USERNAME");
  const password = read("KAFKA_SASL_PASSWORD_FILE").trim();
  return { ssl: { ca }, sasl: { mechanism: "scram-sha-512", username: username.trim(), password } };
}

const read = (name: string) => readFileSync(variable(name), "utf8");
