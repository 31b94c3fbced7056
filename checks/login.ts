import { KafkaJSSASLAuthenticationError } from "kafkajs";
import { type ClusterManifest, type ManifestBroker } from "../manifest/cluster-manifest";
import { connectionTo } from "./connection";
import { KafkaClient } from "./kafka-client";
import { type Login } from "./password-file";

const ANSWER_MS = 5000;

/**
 * Tries to log in at one broker.
 *
 * @param manifest - The cluster, whose clients log in by SCRAM-SHA-512.
 * @param broker - The broker.
 * @param login - Who, and with which password.
 * @returns Whether the broker lets it in; undefined when it does not answer.
 */
export async function isLetIn(
  manifest: ClusterManifest,
  { external }: ManifestBroker,
  { login, password }: Login,
): Promise<boolean | undefined> {
  const { ca } = connectionTo(manifest).ssl ?? {};
  const sasl = { mechanism: "scram-sha-512", username: login, password } as const;
  const client = new KafkaClient({ brokers: [external], ssl: { ca }, sasl }, { answerMs: ANSWER_MS });
  return client.metadata().then(
    () => true,
    (error) => (error instanceof KafkaJSSASLAuthenticationError ? false : undefined),
  );
}
