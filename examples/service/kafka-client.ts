import { readFileSync } from "node:fs";
import { Kafka, type KafkaConfig, type LogEntry, logLevel } from "kafkajs";

/**
 * Kafka, as the environment of a container says: `KafkaUser.client` sets it.
 *
 * @param clientId - What brokers call this service in their logs and quotas.
 * @returns The client.
 */
export function kafkaFromEnvironment(clientId: string): Kafka {
  process.env["KAFKAJS_NO_PARTITIONER_WARNING"] = "1";
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
  const ssl = { ca: [readFileSync(variable("KAFKA_SSL_CA_FILE"), "utf8")] };
  const login = process.env["KAFKA_SASL_LOGIN_FILE"];
  const username = login === undefined ? variable("KAFKA_SASL_USERNAME") : readFileSync(login, "utf8").trim();
  const password = readFileSync(variable("KAFKA_SASL_PASSWORD_FILE"), "utf8").trim();
  return { ssl, sasl: { mechanism: "scram-sha-512", username, password } };
}
