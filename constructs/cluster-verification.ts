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
  /** Hashes of the brokers' definitions. */
  readonly definitions: readonly string[];
  /** Ids of the brokers' containers: a new container is verified anew. */
  readonly containerIds: readonly string[];
  /** What is created before the brokers. */
  readonly before: readonly ITerraformDependable[];
  /** Whether the deploy checks the cluster. */
  readonly verify: boolean;
}

/** The manifest of a cluster, written beside the stack's configuration, and the checks that a deploy runs against it. */
export class ClusterVerification extends Construct {
  /** What is to be waited for by whatever needs a cluster that works; nothing if the deploy does not check it. */
  public readonly verified: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: ClusterVerificationProps) {
    super(scope, id);
    const { cluster } = props;
    const file = manifestFile(cluster);
    const text = () => JSON.stringify(props.manifest(), null, 2) + "\n";
    writeBesideStack(this, file, text);
    this.verified = props.verify ? [this.verify(props, file, text)] : [];
  }

  private verify(props: ClusterVerificationProps, file: string, text: () => string): ITerraformDependable {
    // Runs beside the creation of the brokers: the provider's own wait neither ends early nor shows logs. The check
    // waits for the brokers, not for what this one tells of them in the end.
    deployStep(this, "Startup", {
      name: `${props.cluster}-startup`,
      command: ["check", "--manifest", file, "--startup"],
      triggers: { definitions: props.definitions.join(" ") },
      dependsOn: props.before,
    });
    return deployStep(this, "Resource", {
      name: `${props.cluster}-verified`,
      command: ["check", "--manifest", file, "--quick"],
      triggers: {
        containers: props.containerIds.join(" "),
        manifest: Lazy.stringValue({ produce: () => literal(text()) }),
      },
      dependsOn: [],
    });
  }
}
