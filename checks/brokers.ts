import { type ClusterManifest, type ManifestBroker } from "../manifest/cluster-manifest";
import { type Check, CheckFailure, type Observed } from "./check";
import { addressOf, connectionTo } from "./connection";
import { KafkaClient } from "./kafka-client";
import { type ClusterMetadata } from "./kafka-metadata";
import { type ObservedBroker } from "./report";
import { OWN_PREFIX } from "./run-topic";
import { until } from "./until";

/** The declared brokers and no others are in the cluster, each answers at its declared address, and one controls. */
export const brokers: Check = {
  name: "brokers",
  title: "the declared brokers and no others, each at its declared address, and one controller",
  timeoutSeconds: 15,
  needs: ["addresses"],
  quick: true,
  async run({ manifest: declared, observed, signal }) {
    const manifest = asAsked(declared);
    const answers = await until(signal, async () => {
      const all = await Promise.all(manifest.brokers.map((broker) => ask(manifest, broker)));
      observe(observed, all);
      compare(manifest, all);
      return all;
    });
    return `${listOf(manifest.brokers)} answer, and no others; controller ${controllers(answers)[0]}`;
  },
};

/** What one address says of its cluster, or why it says nothing. */
interface Answer {
  readonly broker: ManifestBroker;
  readonly cluster?: ClusterMetadata;
  readonly members?: readonly ObservedBroker[];
  readonly error?: string;
}

/**
 * Asks whatever broker answers, once, so that a report of a broken cluster shows what there is.
 *
 * @param manifest - The cluster.
 * @param observed - Told what a broker says.
 */
export async function observeCluster(manifest: ClusterManifest, observed: Observed): Promise<void> {
  observe(observed, await Promise.all(manifest.brokers.map((broker) => ask(manifest, broker))));
}

/** Brokers tell the addresses of the listener at which they are asked. */
function asAsked(manifest: ClusterManifest): ClusterManifest {
  const brokers = manifest.brokers.map((broker) => ({ ...broker, external: addressOf(broker) }));
  return { ...manifest, brokers };
}

/** Asks one address alone, once: the caller tries again. */
async function ask(manifest: ClusterManifest, broker: ManifestBroker): Promise<Answer> {
  const client = new KafkaClient(connectionTo(manifest, [broker]), { answerMs: 3000 });
  try {
    const cluster = await client.metadata();
    const members = cluster.brokers.map(({ host, id, port }) => ({ id, external: `${host}:${port}` }));
    return { broker, cluster, members };
  } catch (error) {
    const said = client.errors.at(-1) ?? (error as Error).message;
    return { broker, error: said.replace(/^.*Connection error: /, "") };
  }
}

function observe(observed: Observed, answers: readonly Answer[]): void {
  const first = answers.find(({ cluster }) => cluster !== undefined);
  if (first?.cluster === undefined) return;
  const { clusterId, controller, topics } = first.cluster;
  const ours = topics.filter(({ name }) => !name.startsWith(OWN_PREFIX));
  observed.topology = { ...observed.topology, clusterId, controller, brokers: first.members, topics: ours };
}

function controllers(answers: readonly Answer[]): number[] {
  const told = answers.flatMap(({ cluster }) => cluster?.controller ?? []);
  return [...new Set(told)];
}

function compare(manifest: ClusterManifest, answers: readonly Answer[]): void {
  const expected = listOf(manifest.brokers);
  const silent = answers.filter((answer) => answer.error !== undefined);
  const wrong = answers.find(({ members }) => members !== undefined && listOf(members) !== expected);
  if (silent.length === 0 && wrong === undefined) {
    compareController(manifest, answers);
    return;
  }
  const member = answers.find(({ members }) => members !== undefined)?.members;
  const parts = [
    ...(wrong?.members ? [listOf(wrong.members)] : member ? [listOf(member)] : []),
    ...silent.map(({ broker, error }) => `${broker.external} does not answer (${error})`),
  ];
  const moved = strayed(manifest, wrong?.members);
  const suspects = [
    ...silent.map(({ broker }) => broker),
    ...(moved ? [moved] : []),
    ...(wrong?.members ? absent(manifest, wrong.members) : []),
  ];
  throw new CheckFailure({
    expected,
    actual: parts.join("; ") || "no brokers",
    ...explanation(manifest, silent, wrong?.members),
    containers: suspects.map(({ container }) => container),
    unreachable: silent.length === answers.length,
  });
}

/** Two clusters that use the same addresses would be told by their ids. */
function compareController(manifest: ClusterManifest, answers: readonly Answer[]): void {
  const ids = new Set(answers.map(({ cluster }) => cluster?.clusterId));
  if (ids.size > 1) {
    throw new CheckFailure({
      expected: "brokers of one cluster",
      actual: `clusters ${[...ids].join(", ")}`,
      remedy: "give each cluster ports of its own with 'firstPort'",
    });
  }
  const told = controllers(answers);
  if (told.length === 1 && answers.every(({ cluster }) => cluster?.controller !== undefined)) return;
  throw new CheckFailure({
    expected: "one controller that all brokers name",
    actual: told.length === 0 ? "none" : answers.map(namedController).join(", "),
    cause: "the brokers are electing a controller, or have lost ZooKeeper, which elects it",
    remedy: "see the check zookeeper, and the brokers' logs",
    containers: manifest.brokers.map(({ container }) => container),
  });
}

function namedController({ broker, cluster }: Answer): string {
  return `broker ${broker.id} names ${cluster?.controller ?? "none"}`;
}

function explanation(
  manifest: ClusterManifest,
  silent: readonly Answer[],
  members: readonly ObservedBroker[] = [],
): { cause?: string; remedy: string } {
  const moved = strayed(manifest, members);
  const foreign = members.find(({ id }) => !manifest.brokers.some((broker) => broker.id === id));
  if (foreign) {
    return {
      cause: `a broker ${foreign.id} at ${foreign.external} that is not declared has joined through the same ZooKeeper`,
      remedy: `stop broker ${foreign.id}, or declare it with 'brokers'`,
    };
  }
  if (moved) {
    return {
      cause: `broker ${moved.id} advertises another address than the declared one, and clients follow what is advertised`,
      remedy: `remove the setting of broker ${moved.id} that overrides it: kafka-configs.sh --alter --entity-type brokers --entity-name ${moved.id} --delete-config advertised.listeners`,
    };
  }
  if (silent.length > 0) {
    const names = silent.map(({ broker }) => broker.container).join(", ");
    const hangs = silent.every(({ error = "" }) => /timed? ?out/i.test(error));
    return {
      ...(hangs
        ? { cause: "it takes connections, but does not answer in 3 s: it hangs, or what lies between does" }
        : {}),
      remedy: `see whether ${names} runs and answers: its log, its health, its processor time`,
    };
  }
  return {
    cause: `broker ${absent(manifest, members)
      .map(({ id }) => id)
      .join(", ")} is not registered in ZooKeeper`,
    remedy: "see its log: it starts, stops, or has lost its session",
  };
}

/** Declared brokers that are not in the cluster. */
function absent({ brokers: all }: ClusterManifest, members: readonly ObservedBroker[]): ManifestBroker[] {
  return all.filter(({ id }) => !members.some((member) => member.id === id));
}

/** The declared broker that is in the cluster at another address. */
function strayed(
  manifest: ClusterManifest,
  members: readonly ObservedBroker[] = [],
): ManifestBroker | undefined {
  return manifest.brokers.find(({ id, external }) =>
    members.some((member) => member.id === id && member.external !== external),
  );
}

function listOf(members: readonly ObservedBroker[]): string {
  return members.map(({ id, external }) => `${id} at ${external}`).join(", ");
}
