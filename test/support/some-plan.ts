import { type PartitionReplicas } from "../../checks/kafka-replicas";
import { type ClusterState } from "../../operations/observe-cluster";
import { type ResourceChange } from "../../operations/plan-file";
import { type ContainerValues } from "../../operations/server-definition";
import { type ServerChange } from "../../operations/server-changes";
import { type ClusterPlan } from "../../operations/stack-plan";
import { someManifest } from "./some-manifest";

/** What differs from a usual broker. */
export interface SomeServer {
  readonly id?: number;
  readonly role?: "broker" | "zookeeper";
  readonly image?: string;
  readonly heap?: number;
  readonly jvm?: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
  readonly env?: readonly string[];
  readonly volume?: string;
  readonly port?: number;
  readonly definition?: string;
}

/** A container of ours as `terraform show -json` prints it; see test/e2e/apply.test.ts for real ones. */
export function containerValues(server: SomeServer = {}): ContainerValues {
  const { id = 1, role = "broker", image = "apache/kafka:3.9.2", heap = 400, jvm = [], env = [] } = server;
  const name = role === "broker" ? `nowhere-${id}` : `nowhere-zookeeper-${id}`;
  const port = server.port ?? 9091 + id;
  const settings = {
    ...(role === "broker"
      ? {
          "broker.id": String(id),
          "advertised.listeners": `INTERNAL://${name}:19092,EXTERNAL://127.0.0.1:${port}`,
        }
      : {}),
    ...server.settings,
  };
  const text = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
  const java = ["-XX:+UseG1GC", ...jvm, "kafka.Kafka", "/tmp/server.properties"];
  return {
    name,
    image,
    entrypoint: ["bash", "-euc", "exec java", name, `-Xmx${heap}m`, ...java],
    env: [...env, "LOG4J_PROPERTIES=x", `SERVER_PROPERTIES=${text.join("")}`],
    labels: [
      { label: "cdktf-kafka-docker.cluster", value: "nowhere" },
      { label: "cdktf-kafka-docker.definition", value: server.definition ?? "abc" },
      { label: "cdktf-kafka-docker.role", value: role },
    ],
    ports: role === "broker" ? [{ internal: port, external: port, ip: "127.0.0.1", protocol: "tcp" }] : [],
    volumes: [
      { container_path: "/var/lib/kafka/data", volume_name: server.volume ?? `${name}-data`, host_path: "" },
    ],
    restart: "unless-stopped",
  };
}

/** A change of a resource. */
export function resourceChange(
  address: string,
  actions: ResourceChange["change"]["actions"],
  before: ContainerValues | null,
  after: ContainerValues | null,
): ResourceChange {
  const [type, name] = address.split(".") as [string, string];
  return { address, mode: "managed", type, name, change: { actions, before, after } };
}

/** A change of a server. */
export function serverChange(more: Partial<ServerChange> = {}): ServerChange {
  const { id = 1, role = "broker" } = more;
  const container = role === "broker" ? `nowhere-${id}` : `nowhere-zookeeper-${id}`;
  return {
    ...{ role, id, container, address: `docker_container.${container}`, action: "restart", because: [] },
    ...more,
  };
}

/** A partition of topic `t`; the first replica leads. */
export function partition(
  replicas: readonly number[],
  more: Partial<PartitionReplicas> = {},
): PartitionReplicas {
  const leader = replicas[0] ?? null;
  return { topic: "t", partition: 0, leader, replicas, inSync: replicas, minimum: 2, ...more };
}

/** A running cluster of three brokers. */
export function clusterState(
  partitions: readonly PartitionReplicas[],
  more: Partial<ClusterState> = {},
): ClusterState {
  return { controller: 2, brokers: [1, 2, 3], topics: [], partitions, ...more };
}

/** A plan of one cluster that runs. */
export function clusterPlan(more: Partial<ClusterPlan> = {}): ClusterPlan {
  const ensemble = ["follower", "leader", "follower"].map((mode, index) => ({ id: index + 1, mode }));
  return {
    ...{ cluster: "nowhere", manifest: someManifest(3), servers: [], volumes: [], networks: [], topics: [] },
    ...{ running: "yes", state: clusterState([]), zookeepers: ensemble, refusals: [] },
    ...more,
  };
}
