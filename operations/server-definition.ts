/** What Terraform knows of the container of one of our servers, told in Kafka's and Docker's words. */
export interface ServerDefinition {
  readonly image: string;
  /** `-Xmx`, in MiB. */
  readonly heapMiB: number | undefined;
  /** Options of Java but the heap. */
  readonly javaOptions: readonly string[];
  /** Settings of the server in its own keys. */
  readonly properties: ReadonlyMap<string, string>;
  /** Environment variables of the user. */
  readonly env: ReadonlyMap<string, string>;
  /** Published ports, as `address:port`. */
  readonly ports: readonly string[];
  /** Volumes and folders of the host by where they are mounted. */
  readonly mounts: ReadonlyMap<string, string>;
  /** Everything else, by its name in Terraform. */
  readonly rest: ReadonlyMap<string, string>;
}

/** One way in which two definitions differ; undefined is none. */
export interface Difference {
  /** `setting`, `image`, `heap`, `port`, `volume` ... */
  readonly kind:
    "setting" | "image" | "heap" | "java option" | "environment" | "port" | "mount" | "container";
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
}

/** Values of docker_container, as `terraform show -json` prints them. */
export type ContainerValues = Readonly<Record<string, unknown>>;

const LOGGING = "LOG4J_PROPERTIES";
/** Name of the variable that holds the settings of a server. */
export const SETTINGS = "SERVER_PROPERTIES";

/** Attributes that are told by another name, that Docker computes, or that only mark a definition. */
const TOLD = ["image", "entrypoint", "command", "env", "ports", "volumes", "labels", "name"];
const COMPUTED = /^(id|bridge|container_logs|exit_code|network_data|start|wait|wait_timeout|attach|logs|rm)$/;

/**
 * Reads the container of a server.
 *
 * @param values - Its attributes; what is not known yet is missing.
 * @returns What it is.
 */
export function serverDefinition(values: ContainerValues): ServerDefinition {
  const env = new Map(texts(values["env"]).map(splitAt("=")));
  const [heap, ...javaOptions] = [...texts(values["entrypoint"]), ...texts(values["command"])].slice(4);
  // At the end the class, and the file of its settings.
  const known = javaOptions.slice(0, -2);
  const properties = parseProperties(env.get(SETTINGS) ?? "");
  const own = new Map([...env].filter(([name]) => name !== SETTINGS && name !== LOGGING));
  const rest = Object.entries(values).filter(([name]) => !TOLD.includes(name) && !COMPUTED.test(name));
  return {
    image: String(values["image"] ?? ""),
    heapMiB: heap?.startsWith("-Xmx") ? parseInt(heap.slice(4), 10) : undefined,
    javaOptions: known,
    properties,
    env: own,
    ports: blocks(values["ports"]).map(({ external, ip }) => `${String(ip)}:${String(external)}`),
    mounts: new Map(blocks(values["volumes"]).map((one) => [String(one["container_path"]), sourceOf(one)])),
    rest: new Map(rest.map(([name, value]) => [name, JSON.stringify(value ?? null)])),
  };
}

/**
 * Labels of a container, a network or a volume.
 *
 * @param values - Its attributes.
 * @returns Values by label.
 */
export function labelsOf(values: ContainerValues): ReadonlyMap<string, string> {
  return new Map(blocks(values["labels"]).map(({ label, value }) => [String(label), String(value)]));
}

/** Settings whose values nobody needs to read. */
const MAY_BE_SECRET = /password|secret|jaas|token|credential|private|\.key$/i;

/**
 * How two definitions of one server differ.
 *
 * @param from - What is.
 * @param to - What is to be.
 * @returns One entry for each difference; no value that may be secret.
 */
export function differences(from: ServerDefinition, to: ServerDefinition): readonly Difference[] {
  const found: Difference[] = [
    ...between("setting", from.properties, to.properties),
    ...one("image", from.image, to.image),
    ...one("heap", mebibytes(from.heapMiB), mebibytes(to.heapMiB)),
    ...list("java option", from.javaOptions, to.javaOptions),
    ...between("environment", from.env, to.env).map(hidden),
    ...list("port", from.ports, to.ports),
    ...between("mount", from.mounts, to.mounts),
  ];
  // Derived from the above, or of no use to a reader: a start script, a stop signal.
  return found.length > 0 ? found : between("container", from.rest, to.rest);
}

function one(kind: Difference["kind"], from: string, to: string): Difference[] {
  return from === to ? [] : [{ kind, name: kind, from, to }];
}

function list(kind: Difference["kind"], from: readonly string[], to: readonly string[]): Difference[] {
  return [
    ...from.filter((value) => !to.includes(value)).map((value) => ({ kind, name: value, from: value })),
    ...to.filter((value) => !from.includes(value)).map((value) => ({ kind, name: value, to: value })),
  ];
}

function between(
  kind: Difference["kind"],
  from: ReadonlyMap<string, string>,
  to: ReadonlyMap<string, string>,
): Difference[] {
  const names = [...new Set([...from.keys(), ...to.keys()])].sort();
  return names.flatMap((name) => {
    const [before, after] = [from.get(name), to.get(name)];
    if (before === after) return [];
    const values = {
      ...(before === undefined ? {} : { from: before }),
      ...(after === undefined ? {} : { to: after }),
    };
    return [MAY_BE_SECRET.test(name) ? hidden({ kind, name, ...values }) : { kind, name, ...values }];
  });
}

/** That it changes is told, not what it is. */
function hidden({ from, to, ...rest }: Difference): Difference {
  return { ...rest, ...(from === undefined ? {} : { from: "…" }), ...(to === undefined ? {} : { to: "…" }) };
}

/** As `renderProperties` writes them: one `key=value` a line, sorted, escaped as Java has it. */
function parseProperties(text: string): Map<string, string> {
  const lines = text.split("\n").filter((line) => line.includes("="));
  return new Map(lines.map(splitAt("=")));
}

function splitAt(separator: string): (text: string) => [string, string] {
  return (text) => {
    const at = text.indexOf(separator);
    return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
  };
}

function sourceOf(mount: Readonly<Record<string, unknown>>): string {
  return String(mount["volume_name"] || mount["host_path"] || "");
}

function mebibytes(value: number | undefined): string {
  return value === undefined ? "" : `${value} MiB`;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function blocks(value: unknown): ReadonlyArray<Readonly<Record<string, unknown>>> {
  return Array.isArray(value) ? (value as ReadonlyArray<Readonly<Record<string, unknown>>>) : [];
}
