import { Container } from "@cdktf/provider-docker/lib/container";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { Construct } from "constructs";
import { type ManifestBroker } from "../manifest/cluster-manifest";
import { brokerProperties, DATA_DIRECTORY } from "./config/broker";
import { brokerHealth } from "./config/health";
import { advertisedAddress, brokerListeners, type Listener } from "./config/listeners";
import { type Properties } from "./config/properties";
import { LABEL } from "../manifest/labels";
import { serverContainer } from "./server-container";

/** What a broker is made of. */
export interface KafkaBrokerProps {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Broker id (`broker.id`), from 1. */
  readonly brokerId: number;
  /** Image with Java and Kafka's jars in `/opt/kafka/libs`. */
  readonly image: string;
  /** Name of the Docker network, as a reference to it. */
  readonly network: string;
  /** Host port of broker 1; this broker has the `brokerId`-th from there. */
  readonly firstPort: number;
  /** Settings that lead the broker to the cluster's metadata. */
  readonly metadata: Properties;
  /** Cluster-wide settings that the package decides. */
  readonly defaults: Properties;
  /** The user's own settings, in Kafka's dotted keys. */
  readonly config: Properties;
}

/** One Kafka broker: container, named volume, listeners and a health check that Terraform waits for. */
export class KafkaBroker extends Construct {
  /** What the manifest says of the broker. */
  public readonly manifest: ManifestBroker;
  /** Id of the container, known after apply. */
  public readonly containerId: string;

  public constructor(scope: Construct, id: string, props: KafkaBrokerProps) {
    super(scope, id);
    const host = `${props.cluster}-${props.brokerId}`;
    const listeners = brokerListeners({ host, id: props.brokerId, firstPort: props.firstPort });
    const [internal, external] = listeners;
    const volume = new Volume(this, "Volume", {
      name: `${host}-data`,
      labels: [{ label: LABEL.cluster, value: props.cluster }],
    });
    volume.overrideLogicalId(`${host}-data`);
    const { config, definition } = serverContainer(this, {
      cluster: props.cluster,
      name: host,
      role: "broker",
      image: props.image,
      network: props.network,
      volume: volume.name,
      dataDirectory: DATA_DIRECTORY,
      mainClass: "kafka.Kafka",
      heapMiB: 1024,
      properties: brokerProperties({ ...props, id: props.brokerId, listeners }),
      health: brokerHealth(internal.port),
      ports: publishedPorts(listeners),
      stopSeconds: 60,
      wait: true,
    });
    const container = new Container(this, "Resource", config);
    container.overrideLogicalId(host);
    this.containerId = container.id;
    this.manifest = {
      id: props.brokerId,
      container: host,
      definition,
      internal: advertisedAddress(internal),
      external: advertisedAddress(external),
    };
  }
}

function publishedPorts(listeners: readonly Listener[]) {
  return listeners
    .filter((listener) => listener.publishedOn !== undefined)
    .map(({ port, publishedOn }) => ({ internal: port, external: port, ip: publishedOn, protocol: "tcp" }));
}
