import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { basename, join } from "node:path";
import { Container, type ContainerVolumes } from "@cdktf/provider-docker/lib/container";
import { Image } from "@cdktf/provider-docker/lib/image";
import { AssetType, type ITerraformDependable, TerraformAsset } from "cdktf";
import { type KafkaUserClient } from "cdktf-kafka-docker";
import { Construct } from "constructs";
import { buildSync } from "esbuild";

/** What a service of an example is made of. */
export interface NodeServiceProps {
  /** Name of its container. */
  readonly name: string;
  /** Path of its TypeScript. */
  readonly entry: string;
  /** Folders or files that its image has beside it. */
  readonly files?: readonly string[];
  /** Name of the network that it is on. */
  readonly network: string;
  /** As whom it connects to Kafka. Default: not at all. */
  readonly client?: KafkaUserClient;
  readonly env?: Readonly<Record<string, string>>;
  readonly volumes?: readonly ContainerVolumes[];
  /** Port of this host at which what it serves is published. Default: none. */
  readonly port?: number;
  /** Whether it may ask the Docker Engine, by its socket: who may do that may do everything on this host. */
  readonly dockerEngine?: boolean;
  readonly dependsOn: ITerraformDependable[];
}

const { DOCKER_HOST = "" } = process.env;
const SOCKET = DOCKER_HOST.startsWith("unix://")
  ? DOCKER_HOST.slice("unix://".length)
  : "/var/run/docker.sock";
const SOCKET_INSIDE = "/var/run/docker.sock";
/** Without what kafkajs and SQLite make Node.js warn of. */
const NODE_OPTIONS = ["TimeoutNegativeWarning", "ExperimentalWarning"]
  .map((warning) => `--disable-warning=${warning}`)
  .concat("--enable-source-maps")
  .join(" ");
/** Where every service tells whether it is healthy. */
const PORT = 8080;

/**
 * A service in a container: its TypeScript is bundled into one file at synthesis, the deploy makes an image of it and
 * waits until it is healthy. It runs as whoever deploys, who alone can read the secrets of users.
 */
export class NodeService extends Construct {
  public constructor(scope: Construct, id: string, props: NodeServiceProps) {
    super(scope, id);
    const { client, dockerEngine = false, entry, env, files = [], name, network, port, volumes = [] } = props;
    if (port !== undefined && (!Number.isInteger(port) || port < 1 || port > 65_535)) {
      throw new Error(
        `the port of ${name} must be a whole number from 1 to 65535, got ${port}; PAGE_PORT sets it`,
      );
    }
    const { gid, uid } = userInfo();
    const folders = volumes.flatMap(({ containerPath }) => containerPath ?? []);
    const { assetHash, path } = new TerraformAsset(this, "Build", {
      path: contextOf({ entry, files, folders, owner: `${uid}:${gid}` }),
      type: AssetType.DIRECTORY,
    });
    const image = new Image(this, "Image", {
      name: `${name}:${assetHash.slice(0, 12).toLowerCase()}`,
      buildAttribute: { context: path, forceRemove: true },
    });
    image.overrideLogicalId(name);
    const container = new Container(this, "Resource", {
      name,
      image: image.name,
      hostname: name,
      user: `${uid}:${gid}`,
      ...(dockerEngine && uid !== 0 ? { groupAdd: groupOfSocket() } : {}),
      env: Object.entries({ ...client?.env, ...env, NODE_OPTIONS })
        .map(([variable, value]) => `${variable}=${value}`)
        .sort(),
      networksAdvanced: [{ name: network, aliases: [name] }],
      ports: port === undefined ? [] : [{ internal: PORT, external: port, ip: "127.0.0.1", protocol: "tcp" }],
      volumes: [
        ...(client?.volumes ?? []),
        ...volumes,
        ...(dockerEngine ? [{ hostPath: SOCKET, containerPath: SOCKET_INSIDE }] : []),
      ],
      readOnly: true,
      tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,mode=1777,size=16m" },
      capabilities: { drop: ["ALL"] },
      securityOpts: ["no-new-privileges:true"],
      memory: 256,
      memorySwap: 256,
      logDriver: "json-file",
      logOpts: { "max-file": "3", "max-size": "10m" },
      restart: "unless-stopped",
      mustRun: true,
      // Without it the provider kills: nothing is lost by that, but a group waits for who has not left it.
      destroyGraceSeconds: 10,
      healthcheck: { test: ["CMD", "node", "/app/health.js"], interval: "3s", timeout: "3s", retries: 3 },
      wait: true,
      waitTimeout: 90,
      dependsOn: props.dependsOn,
    });
    container.overrideLogicalId(name);
  }
}

/** Root needs it not; where the engine is not installed yet, root installs it. */
function groupOfSocket(): string[] {
  const found = statSync(SOCKET, { throwIfNoEntry: false });
  if (found === undefined) throw new Error(`${SOCKET} must be the socket of the Docker Engine, on this host`);
  return [String(found.gid)];
}

interface Context {
  readonly entry: string;
  readonly files: readonly string[];
  /** Where volumes are mounted: an empty volume takes over the owner of what it is mounted on. */
  readonly folders: readonly string[];
  readonly owner: string;
}

/** What the image is built from. */
function contextOf({ entry, files, folders, owner }: Context): string {
  const context = mkdtempSync(join(tmpdir(), "node-service-"));
  // CDKTF copies it when the app is synthesized.
  process.once("exit", () => rmSync(context, { recursive: true, force: true }));
  const { outputFiles } = buildSync({
    entryPoints: { service: entry, health: join(__dirname, "health.ts") },
    // Nothing is written there: what is made is the same wherever that is.
    outdir: join(__dirname, "image"),
    absWorkingDir: __dirname,
    write: false,
    bundle: true,
    platform: "node",
    target: "node24",
    sourcemap: true,
    sourcesContent: false,
    loader: { ".css": "text", ".html": "text" },
    // Of dockerode, for engines that are reached by SSH.
    external: ["*.node", "cpu-features"],
    logLevel: "error",
  });
  for (const { contents, path } of outputFiles) writeFileSync(join(context, basename(path)), contents);
  for (const file of files) cpSync(file, join(context, basename(file)), { recursive: true });
  const dockerfile = [
    `FROM ${process.env["NODE_IMAGE"] || "node:24-bookworm-slim"}`,
    `COPY --chown=${owner} . /app`,
    ...folders.map((folder) => `COPY --chown=${owner} empty ${folder}`),
    'ENTRYPOINT ["node"]',
    'CMD ["/app/service.js"]',
  ];
  mkdirSync(join(context, "empty"));
  // CDKTF copies no empty folder.
  writeFileSync(join(context, "empty", ".keep"), "");
  writeFileSync(join(context, "Dockerfile"), `${dockerfile.join("\n")}\n`);
  return context;
}
