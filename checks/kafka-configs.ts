import { ConfigResourceTypes, type Kafka } from "kafkajs";
import Encoder from "kafkajs/src/protocol/encoder";
import { createErrorFromCode } from "kafkajs/src/protocol/error";
import { decode } from "kafkajs/src/protocol/requests/alterConfigs/v0/response";
import { withCluster } from "./kafka-connection";
import { reason } from "./reason";

/** Settings to change of one topic, of one broker, or of all brokers. */
export interface ConfigChange {
  /** Name of the topic; without it and a broker, the settings that every broker has are meant. */
  readonly topic?: string;
  /** Id of a broker, which must be the one that is connected to; it also loads certificates again. */
  readonly broker?: number;
  /** The new value by key; null for none of its own, which is the default. */
  readonly settings: Readonly<Record<string, string | null>>;
}

const OPERATIONS = { set: 0, delete: 1 };

/**
 * Sets and resets single settings (IncrementalAlterConfigs, KIP-339): the library has only the older request, which
 * resets every setting that it is not given.
 *
 * @param kafka - A client; it connects to one of its brokers.
 * @param changes - What to change.
 * @throws Error - that names the topic, and says what Kafka says.
 */
export async function changeConfigs(kafka: Kafka, changes: readonly ConfigChange[]): Promise<void> {
  if (changes.length === 0) return;
  const { resources } = await withCluster(
    kafka,
    ({ brokerPool: { seedBroker } }) =>
      seedBroker.connectionPool.send({ request: requestOf(changes), response: { decode, parse } }) as Promise<
        Awaited<ReturnType<typeof decode>>
      >,
  );
  const failed = resources.filter(({ errorCode }) => errorCode !== 0);
  if (failed.length === 0) return;
  const told = failed.map(({ errorCode, errorMessage, resourceName, resourceType }) => {
    const { message, type } = createErrorFromCode(errorCode);
    const one = resourceType === ConfigResourceTypes.BROKER ? `broker ${resourceName}` : resourceName;
    const of = resourceName === "" ? "all brokers" : one;
    return `${of}: ${errorMessage ?? message} (${type})`;
  });
  throw new Error(told.join("; "));
}

/** Errors that the next try would meet again; a cluster that is just starting has others. */
const FINAL = /INVALID_CONFIG|INVALID_TOPIC_EXCEPTION|POLICY_VIOLATION|INVALID_REQUEST|AUTHORIZATION_FAILED/;

/**
 * Whether Kafka has refused what it was asked to change, for good.
 *
 * @param error - What was thrown.
 * @returns False where the next try may go better.
 */
export function isRefusal(error: unknown): boolean {
  return FINAL.test(reason(error));
}

/** The errors of all resources are told, not only that of the first. */
const parse = (data: unknown) => Promise.resolve(data);

/** Version 0 (https://kafka.apache.org/protocol#The_Messages_IncrementalAlterConfigs). */
function requestOf(changes: readonly ConfigChange[]): object {
  return {
    apiKey: 44,
    apiVersion: 0,
    apiName: "IncrementalAlterConfigs",
    encode: () => Promise.resolve(new Encoder().writeArray(changes.map(encode)).writeBoolean(false)),
  };
}

function encode({ broker, settings, topic }: ConfigChange): Encoder {
  const type = topic === undefined ? ConfigResourceTypes.BROKER : ConfigResourceTypes.TOPIC;
  const entries = Object.entries(settings).map(([key, value]) =>
    new Encoder()
      .writeString(key)
      .writeInt8(value === null ? OPERATIONS.delete : OPERATIONS.set)
      .writeString(value),
  );
  // A broker without a number is every broker.
  return new Encoder()
    .writeInt8(type)
    .writeString(topic ?? (broker === undefined ? "" : String(broker)))
    .writeArray(entries);
}
