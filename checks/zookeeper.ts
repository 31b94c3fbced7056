import { type ClusterManifest, type ManifestZookeeper } from "../manifest/cluster-manifest";
import { type Check, CheckFailure, CheckSkipped } from "./check";
import { assertEngine, containerState, execute } from "./docker-engine";
import { type ObservedZookeeper } from "./report";
import { until } from "./until";

/** The port is never published, so each server is asked inside its container. */
const SRVR = [
  "bash",
  "-c",
  "exec 3<>/dev/tcp/127.0.0.1/2181 && printf srvr >&3 && while read -r -t 4 -u 3 line; do echo $line; done",
];
/** Mode of a server that does not answer, or answers that it is not serving. */
export const SILENT = "silent";

/** Every ZooKeeper server serves: one leads, the others follow. */
export const zookeeper: Check = {
  name: "zookeeper",
  title: "every ZooKeeper server serves, one leads and the others follow",
  timeoutSeconds: 30,
  needs: [],
  concurrent: true,
  quick: true,
  async run({ manifest, observed, signal }) {
    if (manifest.zookeepers.length === 0) throw new CheckSkipped("no ZooKeeper server is declared");
    await assertEngine();
    const servers = await until(signal, async () => {
      const modes = await Promise.all(manifest.zookeepers.map(zookeeperMode));
      observed.topology = { ...observed.topology, zookeepers: modes };
      compare(manifest, modes);
      return modes;
    });
    const leader = servers.find(({ mode }) => mode === "leader");
    return leader === undefined
      ? "1 server, standalone"
      : `${servers.length} servers, led by ${leader.id}, the others follow`;
  },
};

/**
 * Asks a server what it does, as ZooKeeper names it (https://zookeeper.apache.org/doc/current/zookeeperAdmin.html#sc_4lw).
 *
 * @param server - The server.
 * @returns `leader`, `follower`, `observer` or `standalone`; `silent` where it does not serve.
 * @throws Error - where the Docker Engine cannot be asked.
 */
export async function zookeeperMode({
  container,
  id,
}: Pick<ManifestZookeeper, "container" | "id">): Promise<ObservedZookeeper> {
  const { status } = await containerState(container);
  if (status !== "running") return { id, mode: SILENT };
  const ask = () => execute(container, SRVR);
  // An engine that is busy can fail once: that alone must not cost the quorum.
  const said = await ask()
    .catch(ask)
    .catch(() => "");
  return { id, mode: /^Mode: (\S+)/m.exec(said)?.[1] ?? SILENT };
}

function compare({ name, zookeepers }: ClusterManifest, found: readonly ObservedZookeeper[]): void {
  const silent = zookeepers.filter(({ id }) => found.some((one) => one.id === id && one.mode === SILENT));
  const alone = zookeepers.length === 1;
  const leaders = found.filter(({ mode }) => mode === (alone ? "standalone" : "leader"));
  const followers = found.filter(({ mode }) => mode === "follower" || mode === "observer");
  if (silent.length === 0 && leaders.length === 1 && followers.length === found.length - 1) return;
  const majority = Math.floor(zookeepers.length / 2) + 1;
  const serving = zookeepers.length - silent.length;
  const told = found.map(({ id, mode }) => `server ${id} ${mode}`).join(", ");
  throw new CheckFailure({
    expected: alone ? "server 1 standalone" : `1 leader and ${zookeepers.length - 1} followers`,
    actual: told,
    cause:
      serving < majority
        ? `the quorum of ${name} is lost: ${majority} of ${zookeepers.length} servers must serve, ${serving} do; brokers go on with what they lead, but topics cannot be created and no leader can be elected`
        : `${serving} of ${zookeepers.length} servers serve: the quorum holds, but ${serving - majority === 0 ? "the next loss ends it" : "it can lose fewer than it should"}`,
    remedy:
      silent.length > 0
        ? `see why ${silent.map(({ container }) => container).join(", ")} does not serve: docker start it if it is stopped, else its log`
        : "see the servers' logs: they are electing a leader, or do not know each other",
    containers: silent.map(({ container }) => container),
  });
}
