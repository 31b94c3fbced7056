import { createHash } from "node:crypto";
import {
  type ContainerConfig,
  type ContainerPorts,
  type ContainerVolumes,
} from "@cdktf/provider-docker/lib/container";
import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import { type IConstruct } from "constructs";
import { type HealthCheck } from "./config/health";
import { LOGGING } from "./config/logging";
import { type KafkaProfile, PROFILE_OPTIONS } from "./config/profile";
import { type Properties, renderProperties } from "./config/properties";
import { type ContainerOptions, type ServerResources } from "./config/server";
import { LABEL } from "../manifest/labels";
import { literal } from "./literal";

/** The script that starts a server: `$0` is the container's name, `$@` are the arguments of Java. */
export interface StartScript {
  readonly text: string;
  /** A local value of the stack that holds the text, if there is one. */
  readonly reference?: string;
}

/** What differs between the container of a broker and that of a ZooKeeper server. */
export interface ServerContainerProps {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Name of the container, its host name and its alias on the network. */
  readonly name: string;
  readonly role: "broker" | "zookeeper";
  readonly image: string;
  /** Names of the networks; references, so that Terraform creates the networks first. */
  readonly networks: readonly string[];
  /** Where data are kept. */
  readonly volumes: readonly ContainerVolumes[];
  readonly mainClass: string;
  /** Options of Java that the package decides for this server. */
  readonly javaOptions?: readonly string[];
  /** What Java is tuned for. */
  readonly profile: KafkaProfile;
  readonly resources: ServerResources;
  readonly options: ContainerOptions;
  /** Settings of the server. */
  readonly properties: Properties;
  /**
   * Keys of settings that a deploy changes in the server while it runs: they do not replace the container. Default:
   * whatever changes replaces it.
   */
  readonly dynamic?: readonly string[];
  /**
   * Name of a local value of the stack that holds settings and variables that are known only at apply, if there are
   * any.
   */
  readonly references?: string;
  /** What is done before Java replaces the shell. */
  readonly start: StartScript;
  readonly health: HealthCheck;
  readonly ports?: ContainerPorts[];
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
  const { options, resources } = props;
  const created = {
    image: props.image,
    entrypoint: ["bash", "-euc", literal(props.start.text), props.name, ...javaArguments(props).map(literal)],
    env: environment(props),
    healthcheck: props.health,
    hostname: props.name,
    networksAdvanced: props.networks.map((name) => ({ name, aliases: [props.name] })),
    ports: props.ports ?? [],
    user: "1000:1000",
    readOnly: true,
    // Kafka's codecs unpack their native libraries to /tmp and load them from there: exec.
    tmpfs: { "/tmp": "rw,exec,nosuid,nodev,mode=1777,size=64m" },
    capabilities: { drop: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    volumes: [...props.volumes],
    // Given in full, so that defaults of the Docker Engine do not show as changes.
    logDriver: "json-file",
    logOpts: {
      "max-file": String(options.containerLogMaxFiles),
      "max-size": `${options.containerLogMaxSizeMiB}m`,
    },
    stopSignal: "SIGTERM",
    stopTimeout: resources.stopGraceSeconds,
    ...limits(resources),
  };
  const { dynamic, references } = props;
  const definition = hash(scope, { ...created, env: environment(withoutKeys(props, dynamic)) });
  const labels = {
    [LABEL.cluster]: props.cluster,
    // The provider reads no change of a health check or a tmpfs; a changed label replaces the container.
    [LABEL.definition]: definition,
    // What they refer to is not in the hash.
    ...(references === undefined
      ? {}
      : { [LABEL.references]: `\${sha256(jsonencode(local.${references}))}` }),
    [LABEL.role]: props.role,
  };
  const [shell, flags, text, ...rest] = created.entrypoint;
  return {
    definition,
    config: {
      ...created,
      // The hash is of the text itself: a reference would not change with it.
      entrypoint: [shell!, flags!, props.start.reference ?? text!, ...rest],
      name: props.name,
      labels: Object.entries(labels).map(([label, value]) => ({ label, value })),
      restart: "unless-stopped",
      mustRun: true,
      // Without it the provider kills on replace and destroy: it does not use stop_timeout.
      destroyGraceSeconds: resources.stopGraceSeconds,
      // The definition's label replaces it instead, with the whole environment, unless only dynamic settings differ.
      ...(dynamic === undefined ? {} : { lifecycle: { ignoreChanges: ["env"] } }),
    },
  };
}

/** The class path is the start script's. */
function javaArguments({ javaOptions = [], mainClass, profile, resources }: ServerContainerProps): string[] {
  const { collector, compiler } = PROFILE_OPTIONS[profile];
  const another = resources.jvmOptions.some((option) => /^-XX:\+Use\w+GC$/.test(option));
  return [
    `-Xmx${resources.heapMiB}m`,
    // Java does not start with two collectors.
    ...(another ? [] : collector),
    ...compiler,
    "-XX:+ExitOnOutOfMemoryError",
    ...["-Djava.awt.headless=true", "-Dlog4j.configuration=file:/tmp/log4j.properties"],
    ...javaOptions,
    ...resources.jvmOptions,
    ...[mainClass, "/tmp/server.properties"],
  ];
}

function withoutKeys(props: ServerContainerProps, keys: readonly string[] = []): ServerContainerProps {
  const left = Object.entries(props.properties).filter(([key]) => !keys.includes(key));
  return { ...props, properties: Object.fromEntries(left) };
}

/** Sorted, as the provider reads it back. */
function environment({ properties, resources }: ServerContainerProps): string[] {
  const variables = {
    ...resources.env,
    LOG4J_PROPERTIES: renderProperties(LOGGING),
    SERVER_PROPERTIES: renderProperties(properties),
  };
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${literal(value)}`)
    .sort();
}

function limits({ cpus, cpuShares, memoryMiB }: ServerResources) {
  return {
    ...(cpus === undefined ? {} : { cpus: String(Math.round(cpus * 1e9) / 1e9) }),
    ...(cpuShares === undefined ? {} : { cpuShares }),
    // Both: without the second every plan shows a change, and a broker that swaps is as good as dead.
    ...(memoryMiB === undefined ? {} : { memory: memoryMiB, memorySwap: memoryMiB }),
  };
}

/** References are resolved first: the numbers of their tokens change when another construct is added. */
function hash(scope: IConstruct, value: unknown): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const resolved: unknown = Tokenization.resolve(value, { scope, resolver, preparing: false });
  // A volume that Terraform creates and one that it leaves alone make the same container.
  const text = JSON.stringify(resolved).replace(/\$\{docker_volume\.([\w-]+)\.name\}/g, "$1");
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
