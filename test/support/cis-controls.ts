import { docker, json, must } from "./deployment";

/** What the Docker Engine says of a container; the parts that the benchmark asks for. */
export interface Inspected {
  readonly AppArmorProfile: string;
  readonly HostConfig: {
    readonly [key: string]: unknown;
    readonly CapAdd: string[] | null;
    readonly CapDrop: string[] | null;
    readonly Devices: unknown[] | null;
    readonly PidsLimit: number | null;
    readonly PortBindings: Record<string, Array<{ HostIp: string; HostPort: string }>> | null;
    readonly RestartPolicy: { readonly Name: string; readonly MaximumRetryCount: number };
    readonly SecurityOpt: string[] | null;
    readonly Ulimits: unknown[] | null;
  };
  readonly Mounts: ReadonlyArray<{ Type: string; Source: string; RW: boolean; Propagation: string }>;
  readonly NetworkSettings: { readonly Networks: Record<string, unknown> };
  readonly State: { readonly Health?: { readonly Status: string } };
  /** Programs that run in it. */
  readonly programs: string;
}

/** One control of the CIS Docker Benchmark 1.6.0, section 5. */
export interface Control {
  readonly id: string;
  readonly title: string;
  /** Whether a container fulfils it. */
  holds(container: Inspected, allowed: Allowed): boolean;
  /** Which container that is not hardened breaks it: one of `docker run` alone, or one that asks for everything. */
  readonly brokenBy: "plain" | "hostile";
}

/** What differs between servers and hosts. */
export interface Allowed {
  readonly ports: readonly number[];
  /** Folder of secrets. */
  readonly folder: string;
  /** Whether the Docker host has AppArmor. */
  readonly appArmor: boolean;
}

const bindings = ({ HostConfig: { PortBindings } }: Inspected) => Object.values(PortBindings ?? {}).flat();
const ports = (one: Inspected) => bindings(one).map(({ HostPort }) => Number(HostPort));
const options = ({ HostConfig: { SecurityOpt } }: Inspected) => SecurityOpt ?? [];
const none = (list: unknown[] | null) => (list ?? []).length === 0;
const notHost = (key: string) => (one: Inspected) => one.HostConfig[key] !== "host";
const without = (pattern: RegExp) => (one: Inspected) => !options(one).some((option) => pattern.test(option));

/** The controls that a container can fulfil, and that those of a secured cluster do. */
export const CONTROLS: readonly Control[] = [
  {
    ...{ id: "5.2", title: "AppArmor's profile, where the host has it", brokenBy: "hostile" },
    holds: (one, { appArmor }) =>
      without(/apparmor.unconfined/)(one) && (!appArmor || one.AppArmorProfile === "docker-default"),
  },
  { id: "5.3", title: "SELinux is not switched off", holds: without(/label.disable/), brokenBy: "hostile" },
  {
    ...{ id: "5.4", title: "no capability of the kernel", brokenBy: "plain" },
    holds: ({ HostConfig: { CapAdd, CapDrop } }) => none(CapAdd) && (CapDrop ?? []).includes("ALL"),
  },
  {
    id: "5.5",
    title: "not privileged",
    holds: ({ HostConfig }) => !HostConfig["Privileged"],
    brokenBy: "hostile",
  },
  {
    ...{ id: "5.6", title: "no folder of the host but its own secrets, read-only", brokenBy: "hostile" },
    holds: ({ Mounts }, { folder }) =>
      Mounts.every(({ RW, Source, Type }) => Type === "volume" || (Source.startsWith(`${folder}/`) && !RW)),
  },
  {
    id: "5.7",
    title: "no SSH server",
    holds: ({ programs }) => !programs.includes("sshd"),
    brokenBy: "plain",
  },
  {
    ...{ id: "5.8", title: "no privileged port of the host", brokenBy: "hostile" },
    holds: (one) => ports(one).every((port) => port >= 1024),
  },
  {
    ...{ id: "5.9", title: "the declared ports and no others", brokenBy: "plain" },
    holds: (one, allowed) => JSON.stringify(ports(one).sort()) === JSON.stringify([...allowed.ports].sort()),
  },
  { id: "5.10", title: "a network of its own", holds: notHost("NetworkMode"), brokenBy: "hostile" },
  {
    ...{ id: "5.11", title: "a limit of memory", brokenBy: "plain" },
    holds: ({ HostConfig }) => Number(HostConfig["Memory"]) > 0,
  },
  {
    ...{ id: "5.12", title: "a weight for processors, not the usual one", brokenBy: "plain" },
    holds: ({ HostConfig }) => ![0, 1024].includes(Number(HostConfig["CpuShares"])),
  },
  {
    ...{ id: "5.13", title: "a read-only root file system", brokenBy: "plain" },
    holds: ({ HostConfig }) => HostConfig["ReadonlyRootfs"] === true,
  },
  {
    ...{ id: "5.14", title: "published at one address", brokenBy: "plain" },
    holds: (one) => bindings(one).every(({ HostIp }) => !["", "0.0.0.0", "::"].includes(HostIp)),
  },
  { id: "5.16", title: "processes of its own", holds: notHost("PidMode"), brokenBy: "hostile" },
  { id: "5.17", title: "shared memory of its own", holds: notHost("IpcMode"), brokenBy: "hostile" },
  {
    id: "5.18",
    title: "no device",
    holds: ({ HostConfig }) => none(HostConfig.Devices),
    brokenBy: "hostile",
  },
  {
    ...{ id: "5.19", title: "the Docker Engine's ulimits", brokenBy: "hostile" },
    holds: ({ HostConfig }) => none(HostConfig.Ulimits),
  },
  {
    ...{ id: "5.20", title: "no mount that is shared back", brokenBy: "hostile" },
    holds: ({ Mounts }) => Mounts.every(({ Propagation }) => !Propagation.includes("shared")),
  },
  { id: "5.21", title: "a host name of its own", holds: notHost("UTSMode"), brokenBy: "hostile" },
  {
    ...{ id: "5.22", title: "Docker's filter of system calls", brokenBy: "hostile" },
    holds: without(/seccomp.unconfined/),
  },
  {
    ...{ id: "5.25", title: "Docker's own control group", brokenBy: "hostile" },
    holds: ({ HostConfig }) => HostConfig["CgroupParent"] === "",
  },
  {
    ...{ id: "5.26", title: "no new privileges", brokenBy: "plain" },
    holds: (one) => options(one).includes("no-new-privileges:true"),
  },
  {
    ...{ id: "5.27", title: "a health check, which passes", brokenBy: "plain" },
    holds: ({ State }) => State.Health?.Status === "healthy",
  },
  {
    ...{ id: "5.29", title: "a limit of processes", brokenBy: "plain" },
    holds: ({ HostConfig: { PidsLimit } }) => (PidsLimit ?? 0) > 0,
  },
  {
    ...{ id: "5.30", title: "not on Docker's default network", brokenBy: "plain" },
    holds: ({ NetworkSettings }) => !Object.hasOwn(NetworkSettings.Networks, "bridge"),
  },
  {
    id: "5.31",
    title: "users of its own, where the engine maps them",
    holds: notHost("UsernsMode"),
    brokenBy: "hostile",
  },
  {
    ...{ id: "5.32", title: "no Docker socket", brokenBy: "hostile" },
    holds: ({ Mounts }) => Mounts.every(({ Source }) => !Source.endsWith("docker.sock")),
  },
];

/** The control that a container of a cluster does not fulfil, on purpose. */
export const EXCEPTION: Control = {
  ...{ id: "5.15", title: "at most 5 restarts after a failure", brokenBy: "plain" },
  holds: ({ HostConfig: { RestartPolicy } }) =>
    RestartPolicy.Name === "on-failure" && RestartPolicy.MaximumRetryCount === 5,
};

/** Those that say something of the host or of its users, and nothing of a container. */
export const OF_THE_HOST: readonly string[] = ["5.1", "5.23", "5.24", "5.28"];

/** Asks the Docker Engine for a container; one that does not run has no programs. */
export async function inspect(name: string): Promise<Inspected> {
  const [one] = await json<Inspected[]>("docker", ["inspect", name]);
  const running = (await docker("inspect", "-f", "{{.State.Running}}", name)).trim() === "true";
  return { ...one!, programs: running ? await docker("top", name) : "" };
}

/** Whether the Docker host has AppArmor. */
export async function hasAppArmor(): Promise<boolean> {
  return (await must("docker", ["info", "-f", "{{.SecurityOptions}}"])).includes("apparmor");
}
