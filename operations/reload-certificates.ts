import { X509Certificate } from "node:crypto";
import { addressOf, connectionTo } from "../checks/connection";
import { shownCertificate } from "../checks/intruder";
import { KafkaClient } from "../checks/kafka-client";
import { readSecretFile } from "../checks/secret-file";
import { until } from "../checks/until";
import { type ClusterManifest, type ManifestBroker } from "../manifest/cluster-manifest";
import { securityFiles, securityFolder } from "../manifest/security-files";

/**
 * Has brokers that run load their certificates and those that they trust again, and sees that they show the new ones.
 *
 * @param manifest - The cluster.
 * @param containers - Names of the brokers' containers.
 * @param signal - Ends the tries.
 * @throws Error - that names the broker, of its last try.
 */
export async function reloadCertificates(
  manifest: ClusterManifest,
  containers: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const brokers = manifest.brokers.filter(({ container }) => containers.includes(container));
  await Promise.all(brokers.map((broker) => reload(manifest, broker, signal)));
}

async function reload(manifest: ClusterManifest, broker: ManifestBroker, signal: AbortSignal): Promise<void> {
  const connection = connectionTo(manifest, [broker]);
  const files = securityFiles(securityFolder(manifest)).server(broker.container);
  const [own] = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/.exec(
    readSecretFile(files.keystore),
  )!;
  const { fingerprint256: expected } = new X509Certificate(own);
  await until(signal, async () => {
    // A change of nothing, of this broker alone: Kafka loads files again whose time has changed.
    await new KafkaClient(connection).changeConfigs([{ broker: broker.id, settings: {} }]);
    const shown = await shownCertificate(addressOf(broker), connection.ssl ?? {});
    if (shown.fingerprint256 !== expected) throw new Error(`${broker.container} shows another certificate`);
  });
}
