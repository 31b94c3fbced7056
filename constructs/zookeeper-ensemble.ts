import { Container } from "@cdktf/provider-docker/lib/container";
import { TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { type ManifestZookeeper } from "../manifest/cluster-manifest";
import { zookeeperHealth } from "./config/health";
import { brokerStart, zookeeperStart } from "./config/start-script";
import { JAAS_OPTION, zookeeperSecurityProperties } from "./config/security-properties";
import { DATA_DIRECTORY, dataPlaces, dataVolumes } from "./config/storage";
import { storageGuard } from "./config/storage-guard";
import { CLIENT_PORT, zookeeperProperties } from "./config/zookeeper";
import { claimDockerName } from "./docker-names";
import { type ClusterMetadata } from "./kafka-broker";
import { type ResolvedCluster } from "./resolved-cluster";
import { REFUSAL } from "../manifest/labels";
import { literal } from "./literal";
import { serverContainer, type StartScript } from "./server-container";
import { allOf, type ServerSecrets } from "./server-secrets";
import { ServerVolumes } from "./server-volumes";
import { knownText } from "./tokens";

/** What a ZooKeeper ensemble is made of. */
export interface ZookeeperEnsembleProps {
  /** The cluster, all of its props known. */
  readonly cluster: ResolvedCluster;
  /** Name of the Docker network, as a reference to it. */
  readonly network: string;
  /** The folder of secrets of its containers, where it takes orders from brokers alone. */
  readonly secrets: ServerSecrets | undefined;
}

/**
 * ZooKeeper servers that know each other. They are created side by side, and Terraform does not wait for them:
 * one alone can never be healthy in an ensemble of three. The brokers wait for the quorum.
 */
export class ZookeeperEnsemble extends Construct {
  /** Number of servers. */
  public readonly size: number;
  /** What leads a broker to this ensemble, with references to its servers. */
  public readonly metadata: ClusterMetadata;
  /** The servers' containers, for what must come after them. */
  public readonly containers: readonly Container[];
  /** What the manifest says of the servers. */
  public readonly servers: readonly ManifestZookeeper[];

  public constructor(scope: Construct, id: string, props: ZookeeperEnsembleProps) {
    super(scope, id);
    const { cluster } = props;
    this.size = cluster.zookeepers;
    const hosts = Array.from({ length: this.size }, (_, index) => `${cluster.name}-zookeeper-${index + 1}`);
    const nodes = hosts.map(
      (host, index) => new ZookeeperServer(this, `${index + 1}`, { ...props, host, hosts }),
    );
    this.containers = nodes.map((node) => node.container);
    this.servers = nodes.map((node) => node.manifest);
    this.metadata = {
      properties: {
        // A reference to the name, not the id: the name is known at plan, so that replacing a server does not
        // replace every broker. It also makes brokers stop before the ensemble that they need for it.
        "zookeeper.connect": nodes.map((node) => `${node.container.name}:${CLIENT_PORT}`).join(","),
        "zookeeper.session.timeout.ms": cluster.zookeeperSessionTimeoutMs,
      },
      start: this.brokerStart(cluster, hosts),
    };
  }

  /** A local value of the stack: the same for every broker, so that the stack's JSON has it once. */
  private brokerStart(cluster: ResolvedCluster, hosts: readonly string[]): StartScript {
    const guard = storageGuard({
      brokers: dataPlaces(cluster, `${cluster.name}-<broker id>`, cluster.logDirsPerBroker),
      zookeeper: hosts.map((host) => dataPlaces(cluster, host, 1)).join(", "),
      prefix: REFUSAL,
    });
    const text = brokerStart(guard);
    const local = new TerraformLocal(this, "BrokerStart", literal(text));
    local.overrideLogicalId(`${cluster.name}-broker-start`);
    return { text, reference: local.asString };
  }
}

interface ZookeeperServerProps extends ZookeeperEnsembleProps {
  readonly host: string;
  readonly hosts: readonly string[];
}

/** One server of an ensemble: container and volume. */
class ZookeeperServer extends Construct {
  public readonly container: Container;
  public readonly manifest: ManifestZookeeper;

  public constructor(scope: Construct, id: string, props: ZookeeperServerProps) {
    super(scope, id);
    const { cluster, host, hosts, network, secrets } = props;
    claimDockerName(this, "container", host);
    const volumes = new ServerVolumes(this, "Volumes", {
      cluster: cluster.name,
      server: host,
      image: cluster.zookeeperImage,
      storage: cluster,
      volumes: dataVolumes(host, 1),
    });
    const { config, definition } = serverContainer(this, {
      cluster: cluster.name,
      name: host,
      role: "zookeeper",
      image: cluster.zookeeperImage,
      networks: [network],
      volumes: [...volumes.mounts, ...(secrets ? [secrets.mount(host)] : [])],
      mainClass: "org.apache.zookeeper.server.quorum.QuorumPeerMain",
      javaOptions: secrets ? [JAAS_OPTION] : [],
      profile: cluster.profile,
      resources: cluster.zookeeper,
      options: cluster.container,
      properties: {
        ...zookeeperProperties(hosts, DATA_DIRECTORY, cluster.zookeeperConfig),
        ...(secrets ? zookeeperSecurityProperties(hosts.length) : {}),
      },
      start: { text: zookeeperStart(Number(id)) },
      health: zookeeperHealth(CLIENT_PORT, cluster.container.healthCheckIntervalSeconds),
    });
    this.container = new Container(this, "Resource", {
      ...config,
      dependsOn: allOf(volumes.before, secrets?.made),
    });
    this.container.overrideLogicalId(host);
    this.manifest = {
      id: Number(id),
      container: host,
      definition,
      ...knownText("image", cluster.zookeeperImage),
    };
  }
}
