import { Container, type ContainerVolumes } from "@cdktf/provider-docker/lib/container";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { type ITerraformDependable, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { type DataVolume, type Storage } from "./config/storage";
import { claimDockerName } from "./docker-names";
import { LABEL } from "../manifest/labels";
import { literal } from "./literal";

/** What the places are made of where one server keeps its data. */
export interface ServerVolumesProps {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Name of the server's container. */
  readonly server: string;
  readonly image: string;
  readonly storage: Storage;
  readonly volumes: readonly [DataVolume, ...DataVolume[]];
}

/** The places where one server keeps its data: volumes that Terraform owns, or volumes and folders that it leaves. */
export class ServerVolumes extends Construct {
  /** What is mounted into the server's container. */
  public readonly mounts: readonly ContainerVolumes[];
  /** What must be done before the container is created, if anything. */
  public readonly before: ITerraformDependable[] | undefined;

  public constructor(scope: Construct, id: string, props: ServerVolumesProps) {
    super(scope, id);
    const { storage, volumes } = props;
    this.mounts = volumes.map((volume) => ({
      containerPath: volume.directory,
      ...this.source(props, volume),
    }));
    // Docker gives a volume the owner of the folder that it covers, and the image has only the first of them; it
    // makes folders of the host for root.
    const foreign = storage.dataHostPath !== undefined || volumes.length > 1;
    this.before = foreign ? [this.handOver(props)] : undefined;
  }

  private source({ cluster, storage }: ServerVolumesProps, { name }: DataVolume): Partial<ContainerVolumes> {
    claimDockerName(this, "volume", name);
    if (storage.dataHostPath !== undefined) return { hostPath: literal(`${storage.dataHostPath}/${name}`) };
    if (storage.dataRetention === "retain") {
      forget(TerraformStack.of(this), name);
      return { volumeName: name };
    }
    // Docker gives a volume that was retained as it is: other labels would mean a new volume, and the end of its data.
    const lifecycle = { ignoreChanges: ["labels"] };
    const labels = [{ label: LABEL.cluster, value: cluster }];
    const volume = new Volume(this, name, { name, labels, lifecycle });
    volume.overrideLogicalId(name);
    return { volumeName: volume.name };
  }

  /** A container that gives the volumes to the server's user, and ends. */
  private handOver({ cluster, image, server }: ServerVolumesProps): Container {
    const name = `${server}-owner`;
    claimDockerName(this, "container", name);
    const targets = this.mounts.map((_, index) => `/volumes/${index + 1}`);
    const container = new Container(this, "Owner", {
      name,
      image,
      entrypoint: ["chown", "1000:1000", ...targets],
      labels: [{ label: LABEL.cluster, value: cluster }],
      user: "0:0",
      networkMode: "none",
      readOnly: true,
      capabilities: { drop: ["ALL"], add: ["CAP_CHOWN"] },
      securityOpts: ["no-new-privileges:true"],
      volumes: this.mounts.map((mount, index) => ({ ...mount, containerPath: targets[index]! })),
      logDriver: "json-file",
      logOpts: { "max-file": "1", "max-size": "1m" },
      mustRun: false,
      attach: true,
    });
    container.overrideLogicalId(name);
    return container;
  }
}

/**
 * A volume that Terraform once owned is let go, not deleted. Blocks for volumes that it does not know do nothing.
 */
function forget(stack: TerraformStack, volume: string): void {
  const all = forgotten.get(stack) ?? [];
  all.push({ from: `docker_volume.${volume}`, lifecycle: [{ destroy: false }] });
  forgotten.set(stack, all);
  stack.addOverride("removed", all);
}

const forgotten = new WeakMap<TerraformStack, object[]>();
