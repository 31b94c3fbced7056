import { type Findings, shown } from "./rules";
import { Values } from "./values";

/** What the process and the container of a server of one kind get: memory, processors, environment, time to stop. */
export interface ServerResources {
  /** Maximum heap (`-Xmx`), in MiB. */
  readonly heapMiB: number;
  /** Limit of the container's memory, swap included, in MiB; undefined is no limit. */
  readonly memoryMiB: number | undefined;
  /** Processors that the container may use; undefined is no limit. */
  readonly cpus: number | undefined;
  /** Weight against other containers where processors are scarce; undefined is that of every container. */
  readonly cpuShares?: number;
  readonly env: Readonly<Record<string, string>>;
  /** Options of the Java virtual machine, after those of the package. */
  readonly jvmOptions: readonly string[];
  /** Seconds that a stop may take before the process is killed. */
  readonly stopGraceSeconds: number;
}

/** What is the same for servers of all kinds. */
export interface ContainerOptions {
  /** Seconds between two health checks. */
  readonly healthCheckIntervalSeconds: number;
  /** Size at which Docker begins another file of the container's log, in MiB. */
  readonly containerLogMaxSizeMiB: number;
  /** Files of the container's log that Docker keeps. */
  readonly containerLogMaxFiles: number;
}

/** What a user may say of the servers of one kind. */
export interface ServerResourceProps {
  readonly heapMiB?: number;
  readonly memoryMiB?: number;
  readonly cpus?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly jvmOptions?: readonly string[];
  readonly stopGraceSeconds?: number;
}

/** Heap and time to stop where none are given. */
export interface ServerDefaults {
  readonly heapMiB: number;
  readonly stopGraceSeconds: number;
}

/** Variables of the container that carry settings. */
const OWNED_VARIABLES = ["SERVER_PROPERTIES", "LOG4J_PROPERTIES"] as const;

/** Options that the package sets itself, and what to use instead. */
const OWNED_OPTIONS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^-(Xmx|XX:MaxHeapSize=|XX:MaxRAMPercentage=)/, "use '{heap}'"],
  [/^-(cp|classpath|-class-path|jar)(=|$)/, "the class path is that of the image"],
  [/^-Dlog4j\.configuration=/, "logs go to standard output, where Docker keeps them"],
];

/** One that it sets for ZooKeeper alone. */
const ZOOKEEPER_OPTION: readonly [RegExp, string] = [
  /^-Duser\.home=/,
  "it tells brokers which cluster ZooKeeper has data of",
];

/**
 * What the servers of one kind get.
 *
 * @param findings - Told what is wrong or unwise.
 * @param props - What the user has chosen.
 * @param defaults - Heap and time to stop where none are given.
 * @param nameOf - The prop's name as the user wrote it.
 * @returns All of it.
 */
export function resolveResources(
  findings: Findings,
  props: ServerResourceProps,
  defaults: ServerDefaults,
  nameOf: (prop: keyof ServerResourceProps) => string,
): ServerResources {
  const values = new Values(findings);
  const heapName = nameOf("heapMiB");
  const memoryName = nameOf("memoryMiB");
  const heapMiB =
    values.wholeNumber(heapName, props.heapMiB ?? defaults.heapMiB, { min: 64, max: 1_048_576 }) ??
    defaults.heapMiB;
  const memoryMiB =
    props.memoryMiB === undefined
      ? undefined
      : values.wholeNumber(memoryName, props.memoryMiB, { min: 128, max: 16_777_216 });
  if (memoryMiB !== undefined) checkHeap(findings, { heapName, heapMiB, memoryName, memoryMiB });
  const cpus =
    props.cpus === undefined
      ? undefined
      : values.number(nameOf("cpus"), props.cpus, { min: 0.01, max: 1024 });
  const stop = props.stopGraceSeconds ?? defaults.stopGraceSeconds;
  return {
    heapMiB,
    memoryMiB,
    cpus,
    env: resolveEnv(findings, nameOf("env"), props.env ?? {}),
    jvmOptions: resolveJvmOptions(findings, nameOf("jvmOptions"), props.jvmOptions ?? [], heapName),
    stopGraceSeconds:
      values.wholeNumber(nameOf("stopGraceSeconds"), stop, { min: 1, max: 3600 }) ??
      defaults.stopGraceSeconds,
  };
}

/**
 * What is the same for servers of all kinds.
 *
 * @param findings - Told what is wrong.
 * @param props - What the user has chosen.
 * @returns All of it.
 */
export function resolveContainerOptions(
  findings: Findings,
  props: Partial<ContainerOptions>,
): ContainerOptions {
  const values = new Values(findings);
  const number = (prop: keyof ContainerOptions, otherwise: number, max: number) =>
    values.wholeNumber(prop, props[prop] ?? otherwise, { min: 1, max }) ?? otherwise;
  return {
    healthCheckIntervalSeconds: number("healthCheckIntervalSeconds", 5, 60),
    containerLogMaxSizeMiB: number("containerLogMaxSizeMiB", 10, 1_048_576),
    containerLogMaxFiles: number("containerLogMaxFiles", 3, 1000),
  };
}

interface HeapAndMemory {
  readonly heapName: string;
  readonly heapMiB: number;
  readonly memoryName: string;
  readonly memoryMiB: number;
}

/** The process needs memory beside its heap, and a container over its limit is killed. */
function checkHeap(findings: Findings, { heapMiB, heapName, memoryMiB, memoryName }: HeapAndMemory): void {
  const told = { prop: heapName, of: memoryName, memory: memoryMiB, value: heapMiB };
  if (heapMiB >= memoryMiB) findings.refuse("heap", told);
  else if (heapMiB > memoryMiB / 2)
    findings.warn("heapShare", { ...told, instead: Math.floor(memoryMiB / 2) });
}

function resolveEnv(findings: Findings, prop: string, given: Readonly<Record<string, string>>) {
  const values = new Values(findings);
  const env: Readonly<Record<string, string>> = values.map(prop, given, "names and texts");
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_]\w*$/.test(name)) findings.refuse("envName", { prop, value: shown(name) });
    else if ((OWNED_VARIABLES as readonly string[]).includes(name)) {
      findings.refuse("ownedKey", { prop, key: name, instead: "it carries the server's settings" });
    }
    values.text(`${prop}.${name}`, value);
  }
  return env;
}

function resolveJvmOptions(findings: Findings, prop: string, given: readonly string[], heapName: string) {
  const options = new Values(findings).texts(prop, given) ?? [];
  const all = prop.startsWith("zookeeper") ? [...OWNED_OPTIONS, ZOOKEEPER_OPTION] : OWNED_OPTIONS;
  for (const option of options) {
    const owned = all.find(([pattern]) => pattern.test(option));
    if (!option.startsWith("-")) findings.refuse("jvmOption", { prop, value: shown(option) });
    else if (owned !== undefined) {
      const instead = owned[1].replace("{heap}", heapName);
      findings.refuse("ownedJvmOption", { prop, value: shown(option), instead });
    }
  }
  return options;
}
