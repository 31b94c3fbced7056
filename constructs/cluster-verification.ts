import { type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { manifestFile } from "../manifest/file";
import { deployStep } from "./deploy-step";
import { literal } from "./literal";
import { writeBesideStack } from "./stack-file";

/** What a verification needs to know. */
export interface ClusterVerificationProps {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Tells what the cluster promises, when the app is synthesized: topics may be added until then. */
  readonly manifest: () => ClusterManifest;
  /** Ids of all containers: a new one is waited for, and the cluster verified anew. */
  readonly containerIds: readonly string[];
  /** Whether the deploy checks the cluster. */
  readonly verify: boolean;
}

/**
 * The manifest of a cluster, written beside the stack's configuration, and the step of a deploy that follows the
 * containers: it makes the cluster what the manifest says, and checks it.
 */
export class ClusterVerification extends Construct {
  /** What is to be waited for by whatever needs a cluster that works, as far as the deploy checks that. */
  public readonly verified: ITerraformDependable;

  public constructor(scope: Construct, id: string, props: ClusterVerificationProps) {
    super(scope, id);
    const { cluster, containerIds, manifest, verify } = props;
    const file = manifestFile(cluster);
    const text = () => JSON.stringify(manifest(), null, 2) + "\n";
    writeBesideStack(this, file, text);
    // One process for all of it, which is ready when the servers are: to load one takes longer than most of what it
    // does. It watches their start, as the provider's own wait looks once a second, does not end early at a broker that
    // cannot start, and shows no log.
    this.verified = deployStep(this, "Resource", {
      name: `${cluster}-${verify ? "verified" : "completed"}`,
      command: ["complete", "--manifest", file, ...(verify ? ["--check"] : [])],
      triggers: {
        containers: containerIds.join(" "),
        manifest: Lazy.stringValue({ produce: () => literal(text()) }),
      },
      dependsOn: [],
    });
  }
}
