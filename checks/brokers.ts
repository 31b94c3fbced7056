import { type ClusterManifest, type ManifestBroker } from "../manifest/cluster-manifest";
import { type Check, CheckFailure } from "./check";
import { KafkaClient } from "./kafka-client";
import { until } from "./until";

/** The declared brokers and no others are in the cluster, each answers at its declared address. */
export const brokers: Check = {
  name: "brokers",
  timeoutSeconds: 15,
  async run({ manifest, signal }) {
    await until(signal, async () => compare(manifest, await Promise.all(manifest.brokers.map(ask))));
    return `${listOf(manifest.brokers)} answer, and no others`;
  },
};

/** What one address says: the brokers of its cluster, or why it says nothing. */
interface Answer {
  readonly broker: ManifestBroker;
  readonly members?: readonly Member[];
  readonly error?: string;
}

interface Member {
  readonly id: number;
  readonly external: string;
}

/** Asks one address alone, once: the caller tries again. */
async function ask(broker: ManifestBroker): Promise<Answer> {
  const client = new KafkaClient([broker.external], 3000);
  try {
    const { brokers: members } = await client.describeCluster();
    return {
      broker,
      members: members
        .map(({ nodeId, host, port }) => ({ id: nodeId, external: `${host}:${port}` }))
        .sort((a, b) => a.id - b.id),
    };
  } catch (error) {
    const said = client.lastError ?? (error as Error).message;
    return { broker, error: said.replace(/^.*Connection error: /, "") };
  }
}

function compare(manifest: ClusterManifest, answers: readonly Answer[]): void {
  const expected = listOf(manifest.brokers);
  const silent = answers.filter((answer) => answer.error !== undefined);
  const wrong = answers.find(({ members }) => members !== undefined && listOf(members) !== expected);
  if (silent.length === 0 && wrong === undefined) return;

  const member = answers.find(({ members }) => members !== undefined)?.members;
  const parts = [
    ...(wrong?.members ? [listOf(wrong.members)] : member ? [listOf(member)] : []),
    ...silent.map(({ broker, error }) => `${broker.external} does not answer (${error})`),
  ];
  throw new CheckFailure({
    expected,
    actual: parts.join("; "),
    remedy: remedy(manifest, silent, wrong?.members),
    container: silent[0]?.broker.container ?? strayed(manifest, wrong?.members)?.container,
    unreachable: silent.length === answers.length,
  });
}

function remedy(
  manifest: ClusterManifest,
  silent: readonly Answer[],
  members: readonly Member[] = [],
): string {
  const moved = strayed(manifest, members);
  const foreign = members.find(({ id }) => !manifest.brokers.some((broker) => broker.id === id));
  if (foreign) return `broker ${foreign.id} is not declared: stop it, or declare it with 'brokers'`;
  if (moved)
    return `clients follow the advertised address: remove the setting of broker ${moved.id} that overrides it`;
  if (silent.length > 0) return `see whether ${silent.map(({ broker }) => broker.container).join(", ")} runs`;
  return "see the brokers' logs";
}

/** The declared broker that is in the cluster at another address. */
function strayed(manifest: ClusterManifest, members: readonly Member[] = []): ManifestBroker | undefined {
  return manifest.brokers.find(({ id, external }) =>
    members.some((member) => member.id === id && member.external !== external),
  );
}

function listOf(members: readonly Member[]): string {
  return members.map(({ id, external }) => `${id} at ${external}`).join(", ");
}
