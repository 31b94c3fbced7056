import { type ContainerVolumes } from "@cdktf/provider-docker/lib/container";
import { Fn, type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { manifestFile } from "../manifest/file";
import { SECRETS_DIRECTORY } from "./config/security-properties";
import { deployStep } from "./deploy-step";
import { literal } from "./literal";

/** What the secrets of a cluster's servers are made of. */
export interface ServerSecretsProps {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Folder that has them, absolute or of the home directory (`~/`). */
  readonly folder: string;
  /** What the cluster promises, when the app is synthesized. */
  readonly manifest: () => ClusterManifest;
}

/**
 * Keys, certificates and passwords of a cluster's servers. A deploy makes what is missing in a folder of the machine,
 * and mounts each server's own part of it; the plan and the state know paths alone.
 */
export class ServerSecrets extends Construct {
  /** What must be done before a container is created. */
  public readonly made: ITerraformDependable;

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: ServerSecretsProps,
  ) {
    super(scope, id);
    const { cluster, manifest } = props;
    this.made = deployStep(this, "Resource", {
      name: `${cluster}-secrets`,
      command: ["pki", "init", "--manifest", manifestFile(cluster)],
      triggers: { names: Lazy.stringValue({ produce: () => literal(JSON.stringify(namesIn(manifest()))) }) },
      dependsOn: [],
    });
  }

  /**
   * What one server gets of it.
   *
   * @param server - Name of the server's container.
   * @returns A mount that it can only read.
   */
  public mount(server: string): ContainerVolumes {
    return secretMount(`${this.props.folder}/servers/${server}`, SECRETS_DIRECTORY);
  }
}

/**
 * Something of a cluster's secrets, as a container has it.
 *
 * @param path - Where it is, absolute or of the home directory (`~/`) of whoever deploys.
 * @param containerPath - Where the container has it.
 * @returns A mount that can only be read; the plan itself has no path of a machine.
 */
export function secretMount(path: string, containerPath: string): ContainerVolumes {
  const text = literal(path);
  return { hostPath: path.startsWith("~/") ? Fn.pathexpand(text) : text, containerPath, readOnly: true };
}

/**
 * What must be done before a container is created.
 *
 * @param volumes - What its volumes need.
 * @param secrets - What its secrets need.
 * @returns All of it, or undefined where there is nothing.
 */
export function allOf(
  volumes: readonly ITerraformDependable[] = [],
  secrets: ITerraformDependable | undefined,
): ITerraformDependable[] | undefined {
  const all = [...volumes, ...(secrets === undefined ? [] : [secrets])];
  return all.length === 0 ? undefined : all;
}

/** What certificates and password files are made for. */
function namesIn({ brokers, security, users = [], zookeepers }: ClusterManifest): object {
  return {
    folder: security?.folder,
    zookeepers: zookeepers.map(({ container }) => container),
    users: users.map(({ authentication, name, passwordFile }) => ({ name, authentication, passwordFile })),
    brokers: brokers.map(({ admin, container, external, internal, listeners }) => ({
      container,
      addresses: [internal, external, ...(admin === undefined ? [] : [admin]), ...Object.values(listeners)],
    })),
  };
}
