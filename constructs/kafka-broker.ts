import { Container } from "@cdktf/provider-docker/lib/container";
import { TerraformLocal, Token } from "cdktf";
import { Construct } from "constructs";
import { type ManifestBroker } from "../manifest/cluster-manifest";
import { brokerProperties, reportedConfig } from "./config/broker";
import { brokerHealth } from "./config/health";
import { advertisedAddress, brokerListeners, type Listener } from "./config/broker-listeners";
import { type Properties } from "./config/properties";
import { brokerSecurityProperties, JAAS_OPTION } from "./config/security-properties";
import { dataVolumes } from "./config/storage";
import { claimDockerName } from "./docker-names";
import { literal } from "./literal";
import { type ResolvedCluster } from "./resolved-cluster";
import { serverContainer, type StartScript } from "./server-container";
import { allOf, type ServerSecrets } from "./server-secrets";
import { ServerVolumes } from "./server-volumes";
import { knownText, withoutTokens } from "./tokens";

/** Where brokers find the cluster's metadata, and what they do before they use it. */
export interface ClusterMetadata {
  /** Settings of the broker. */
  readonly properties: Properties;
  /** How a broker starts. */
  readonly start: StartScript;
}

/** What a broker is made of. */
export interface KafkaBrokerProps {
  /** The cluster, all of its props known. */
  readonly cluster: ResolvedCluster;
  /** Broker id (`broker.id`), from 1. */
  readonly brokerId: number;
  /** Names of the Docker networks, as references to them. */
  readonly networks: readonly string[];
  /** Where the broker finds the cluster's metadata. */
  readonly metadata: ClusterMetadata;
  /** The folder of secrets of its container, in a secured cluster. */
  readonly secrets: ServerSecrets | undefined;
}

/** One Kafka broker: container, volumes, listeners and a health check. */
export class KafkaBroker extends Construct {
  /** What the manifest says of the broker. */
  public readonly manifest: ManifestBroker;
  /** Id of the container, known after apply. */
  public readonly containerId: string;

  public constructor(scope: Construct, id: string, props: KafkaBrokerProps) {
    super(scope, id);
    const { brokerId, cluster, metadata, secrets } = props;
    const { security } = cluster;
    const host = `${cluster.name}-${brokerId}`;
    claimDockerName(this, "container", host);
    const listeners = brokerListeners(host, brokerId, cluster.listeners);
    const folders = dataVolumes(host, cluster.logDirsPerBroker);
    const volumes = new ServerVolumes(this, "Volumes", {
      cluster: cluster.name,
      server: host,
      image: cluster.image,
      storage: cluster,
      volumes: folders,
    });
    const rack = cluster.racks[brokerId - 1];
    const own = { ...cluster.config, ...cluster.brokerConfig[brokerId] };
    const { config, definition } = serverContainer(this, {
      cluster: cluster.name,
      name: host,
      role: "broker",
      image: cluster.image,
      networks: props.networks,
      volumes: [...volumes.mounts, ...(secrets ? [secrets.mount(host)] : [])],
      mainClass: "kafka.Kafka",
      javaOptions: security?.zookeeper ? [JAAS_OPTION] : [],
      profile: cluster.profile,
      resources: cluster.broker,
      options: cluster.container,
      properties: brokerProperties({
        id: brokerId,
        listeners,
        logDirs: folders.map(({ directory }) => directory),
        rack,
        metadata: metadata.properties,
        defaults: cluster.defaults,
        config: own,
        security: security ? brokerSecurityProperties(security, cluster.name, listeners.all) : {},
      }),
      dynamic: cluster.dynamicSettings,
      ...this.references(host, { ...own, ...cluster.broker.env }),
      start: metadata.start,
      health: brokerHealth(listeners.health.port, cluster.container.healthCheckIntervalSeconds),
      ports: publishedPorts(listeners.all),
    });
    const container = new Container(this, "Resource", {
      ...config,
      dependsOn: allOf(volumes.before, secrets?.made),
    });
    container.overrideLogicalId(host);
    this.containerId = container.id;
    const { admin, external, further, internal } = listeners;
    this.manifest = {
      id: brokerId,
      container: host,
      definition,
      ...knownText("image", cluster.image),
      internal: advertisedAddress(internal),
      external: advertisedAddress(external),
      ...(admin === undefined ? {} : { admin: advertisedAddress(admin) }),
      listeners: Object.fromEntries(further.map((listener) => [listener.name, advertisedAddress(listener)])),
      ...(rack === undefined ? {} : { rack }),
      config: reportedConfig(withoutTokens(own), cluster.promised),
    };
  }

  /** Terraform ignores changes of the environment, so that what it refers to must be seen elsewhere. */
  private references(host: string, values: Properties): { references?: string } {
    const unknown = Object.entries(values)
      .filter(([, value]) => Token.isUnresolved(value))
      .map(([key, value]) => [key, typeof value === "string" ? literal(value) : value]);
    if (unknown.length === 0) return {};
    const references = `${host}-references`;
    new TerraformLocal(this, "References", Object.fromEntries(unknown)).overrideLogicalId(references);
    return { references };
  }
}

function publishedPorts(listeners: readonly Listener[]) {
  const published = listeners.flatMap(({ port, publishedOn }) =>
    publishedOn === undefined ? [] : [{ internal: port, external: port, ip: publishedOn, protocol: "tcp" }],
  );
  // As the provider reads them back.
  return published.sort((a, b) => a.internal - b.internal);
}
