import { createHash } from "node:crypto";
import { type ContainerConfig, type ContainerPorts } from "@cdktf/provider-docker/lib/container";
import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import { type IConstruct } from "constructs";
import { type HealthCheck } from "./config/health";
import { LOGGING } from "./config/logging";
import { type Properties, renderProperties } from "./config/properties";
import { LABEL } from "../manifest/labels";
import { literal } from "./literal";

/** What differs between the container of a broker and that of a ZooKeeper server. */
export interface ServerContainerProps {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Name of the container, its host name and its alias on the network. */
  readonly name: string;
  readonly role: "broker" | "zookeeper";
  readonly image: string;
  /** Name of the network; a reference, so that Terraform creates the network first. */
  readonly network: string;
  /** Name of the volume; a reference, so that Terraform creates the volume first. */
  readonly volume: string;
  readonly dataDirectory: string;
  readonly mainClass: string;
  /** Maximum heap, in MiB. */
  readonly heapMiB: number;
  /** Settings of the server. */
  readonly properties: Properties;
  /** Server number to be written to `myid` in the data directory, as ZooKeeper wants it. */
  readonly myid?: number;
  readonly health: HealthCheck;
  readonly ports?: ContainerPorts[];
  /** Seconds that a stop may take before the process is killed. */
  readonly stopSeconds: number;
  /** Whether Terraform waits until the container is healthy. */
  readonly wait: boolean;
}

/** A container of ours, and the hash by which a running container can be told to be of this definition. */
export interface ServerContainer {
  readonly config: ContainerConfig;
  readonly definition: string;
}

/**
 * The container of one Kafka or ZooKeeper server: non-root, read-only, without capabilities, stopped gracefully.
 *
 * @param scope - The construct that will own the container; its stack resolves references.
 * @param props - What differs between servers.
 * @returns The arguments of the container and the hash of its definition.
 */
export function serverContainer(scope: IConstruct, props: ServerContainerProps): ServerContainer {
  // The provider unpacks uploads at "/", which a read-only file system refuses: settings come in the
  // environment and are written to a tmpfs at start. Java replaces the shell, so that it gets SIGTERM.
  const start = [
    'printf "%s" "$SERVER_PROPERTIES" >/tmp/server.properties',
    'printf "%s" "$LOG4J_PROPERTIES" >/tmp/log4j.properties',
    ...(props.myid === undefined ? [] : [`printf ${props.myid} >${props.dataDirectory}/myid`]),
    `exec java -Xmx${props.heapMiB}m -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:+ExitOnOutOfMemoryError ` +
      `-Djava.awt.headless=true -Dlog4j.configuration=file:/tmp/log4j.properties ` +
      `-cp '/opt/kafka/libs/*' ${props.mainClass} /tmp/server.properties`,
  ];
  const created = {
    image: props.image,
    entrypoint: ["bash", "-euc", start.join("\n")],
    env: [
      `LOG4J_PROPERTIES=${literal(renderProperties(LOGGING))}`,
      `SERVER_PROPERTIES=${literal(renderProperties(props.properties))}`,
    ],
    healthcheck: props.health,
    hostname: props.name,
    networksAdvanced: [{ name: props.network, aliases: [props.name] }],
    ports: props.ports ?? [],
    user: "1000:1000",
    readOnly: true,
    // Kafka's codecs unpack their native libraries to /tmp and load them from there: exec.
    tmpfs: { "/tmp": "rw,exec,nosuid,nodev,mode=1777,size=64m" },
    capabilities: { drop: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    volumes: [{ volumeName: props.volume, containerPath: props.dataDirectory }],
    // Given in full, so that defaults of the Docker Engine do not show as changes.
    logDriver: "json-file",
    logOpts: { "max-file": "3", "max-size": "10m" },
    stopSignal: "SIGTERM",
    stopTimeout: props.stopSeconds,
  };
  const definition = hash(scope, created);
  const labels = {
    [LABEL.cluster]: props.cluster,
    // The provider reads no change of a health check or a tmpfs; a changed label replaces the container.
    [LABEL.definition]: definition,
    [LABEL.role]: props.role,
  };
  return {
    definition,
    config: {
      ...created,
      name: props.name,
      labels: Object.entries(labels).map(([label, value]) => ({ label, value })),
      restart: "unless-stopped",
      mustRun: true,
      // Without it the provider kills on replace and destroy: it does not use stop_timeout.
      destroyGraceSeconds: props.stopSeconds,
      wait: props.wait,
      ...(props.wait ? { waitTimeout: 180 } : {}),
    },
  };
}

/** References are resolved first: the numbers of their tokens change when another construct is added. */
function hash(scope: IConstruct, value: unknown): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const resolved: unknown = Tokenization.resolve(value, { scope, resolver, preparing: false });
  return createHash("sha256").update(JSON.stringify(resolved)).digest("hex").slice(0, 12);
}
