import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ISynthesisSession,
  type IStackSynthesizer,
  type ITerraformDependable,
  TerraformResource,
  TerraformStack,
} from "cdktf";
import { Construct } from "constructs";
import { type ClusterManifest } from "../manifest/cluster-manifest";
import { manifestFile } from "../manifest/file";

/** What a verification needs to know. */
export interface ClusterVerificationProps {
  /** What the cluster promises. */
  readonly manifest: ClusterManifest;
  /** Ids of the brokers' containers: a new container is verified anew. */
  readonly containerIds: readonly string[];
  /** What is created before the brokers. */
  readonly before: readonly ITerraformDependable[];
  /** Whether the deploy checks the cluster. */
  readonly verify: boolean;
}

/**
 * The manifest of a cluster, written beside the stack's configuration, and the checks that a deploy runs against
 * it. They are resources of their own: a failed provisioner taints, and so replaces, the resource that it sits on.
 */
export class ClusterVerification extends Construct {
  public constructor(scope: Construct, id: string, props: ClusterVerificationProps) {
    super(scope, id);
    const { manifest } = props;
    const file = manifestFile(manifest.name);
    const text = JSON.stringify(manifest, null, 2) + "\n";
    const stack = TerraformStack.of(this);
    stack.synthesizer = new FileSynthesizer(stack, stack.synthesizer, file, text);
    if (!props.verify) return;

    // Runs beside the creation of the brokers: the provider's own wait neither ends early nor shows logs.
    const startup = this.runAtDeploy("Startup", {
      name: `${manifest.name}-startup`,
      command: command(file, "--startup"),
      triggers: { definitions: manifest.brokers.map((broker) => broker.definition).join(" ") },
      dependsOn: props.before,
    });
    this.runAtDeploy("Resource", {
      name: `${manifest.name}-verified`,
      command: command(file),
      triggers: { containers: props.containerIds.join(" "), manifest: text },
      dependsOn: [startup],
    });
  }

  /** Not CDKTF's own class for `terraform_data`: it runs Terraform at each synthesis to learn its version. */
  private runAtDeploy(id: string, { command, dependsOn, name, triggers }: DeployStep): TerraformResource {
    const resource = new TerraformResource(this, id, {
      terraformResourceType: "terraform_data",
      provisioners: [{ type: "local-exec", command }],
      dependsOn: [...dependsOn],
    });
    resource.addOverride("triggers_replace", triggers);
    resource.overrideLogicalId(name);
    return resource;
  }
}

/** A command that a deploy runs, again whenever one of its triggers changes. */
interface DeployStep {
  readonly name: string;
  readonly command: string;
  readonly triggers: Readonly<Record<string, string>>;
  readonly dependsOn: readonly ITerraformDependable[];
}

/** Found by Node.js from the stack's folder upwards: no path of this machine, whatever the output folder is. */
function command(file: string, ...flags: string[]): string {
  return [
    `node -e "require('cdktf-kafka-docker/command').main()" -- check --manifest ${file}`,
    ...flags,
  ].join(" ");
}

/** Writes one more file into a stack's folder, after all that the stack writes itself. */
class FileSynthesizer implements IStackSynthesizer {
  public constructor(
    private readonly stack: TerraformStack,
    private readonly inner: IStackSynthesizer,
    private readonly file: string,
    private readonly text: string,
  ) {}

  public synthesize(session: ISynthesisSession): void {
    this.inner.synthesize(session);
    const { workingDirectory } = session.manifest.forStack(this.stack);
    writeFileSync(join(session.outdir, workingDirectory, this.file), this.text);
  }
}
