import { Container } from "@cdktf/provider-docker/lib/container";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { Construct } from "constructs";
import { type ManifestZookeeper } from "../manifest/cluster-manifest";
import { DATA_DIRECTORY } from "./config/broker";
import { zookeeperHealth } from "./config/health";
import { type Properties } from "./config/properties";
import { ensembleSize } from "./config/rules";
import { CLIENT_PORT, zookeeperProperties } from "./config/zookeeper";
import { LABEL } from "../manifest/labels";
import { serverContainer } from "./server-container";

/** What a ZooKeeper ensemble is made of. */
export interface ZookeeperEnsembleProps {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Number of servers: 1, 3 or 5. */
  readonly size: number;
  /** Image with Java and ZooKeeper's jars in `/opt/kafka/libs`. */
  readonly image: string;
  /** Name of the Docker network, as a reference to it. */
  readonly network: string;
}

/**
 * ZooKeeper servers that know each other. They are created side by side, and Terraform does not wait for them:
 * one alone can never be healthy in an ensemble of three. The brokers wait for the quorum.
 */
export class ZookeeperEnsemble extends Construct {
  /** Number of servers. */
  public readonly size: number;
  /** Settings that lead a broker to this ensemble, as references to its servers. */
  public readonly metadata: Properties;
  /** The servers' containers, for what must come after them. */
  public readonly containers: readonly Container[];
  /** What the manifest says of the servers. */
  public readonly servers: readonly ManifestZookeeper[];

  public constructor(scope: Construct, id: string, props: ZookeeperEnsembleProps) {
    super(scope, id);
    this.size = ensembleSize("size", props.size);
    const hosts = Array.from({ length: this.size }, (_, index) => `${props.cluster}-zookeeper-${index + 1}`);
    const nodes = hosts.map(
      (host, index) => new ZookeeperServer(this, `${index + 1}`, { ...props, host, hosts }),
    );
    this.containers = nodes.map((node) => node.container);
    this.servers = nodes.map((node) => node.manifest);
    // A reference to the name, not the id: the name is known at plan, so that replacing a server does not
    // replace every broker. It also makes brokers stop before the ensemble that they need for it.
    this.metadata = {
      "zookeeper.connect": nodes.map((node) => `${node.container.name}:${CLIENT_PORT}`).join(","),
    };
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
    const volume = new Volume(this, "Volume", {
      name: `${props.host}-data`,
      labels: [{ label: LABEL.cluster, value: props.cluster }],
    });
    volume.overrideLogicalId(`${props.host}-data`);
    const { config, definition } = serverContainer(this, {
      cluster: props.cluster,
      name: props.host,
      role: "zookeeper",
      image: props.image,
      network: props.network,
      volume: volume.name,
      dataDirectory: DATA_DIRECTORY,
      mainClass: "org.apache.zookeeper.server.quorum.QuorumPeerMain",
      heapMiB: 512,
      properties: zookeeperProperties(props.hosts, DATA_DIRECTORY),
      myid: Number(id),
      health: zookeeperHealth(CLIENT_PORT),
      stopSeconds: 30,
      wait: false,
    });
    this.container = new Container(this, "Resource", config);
    this.container.overrideLogicalId(props.host);
    this.manifest = { id: Number(id), container: props.host, definition };
  }
}
