import { existsSync, readFileSync } from "node:fs";
import { hideAbortedEverywhere } from "./aborted";
import { Kafka, type KafkaConfig, type LogEntry, logLevel } from "kafkajs";

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
