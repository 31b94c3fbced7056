import { join } from "node:path";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, LocalBackend, type TerraformResource, TerraformStack } from "cdktf";
import { KafkaCluster, type KafkaClusterProps } from "cdktf-kafka-docker";
import { type Deployment } from "./deployment";

/**
 * Synthesizes a user's own stack with one cluster into a deployment's folder.
 *
 * @param deployment - Where to, and the cluster's name.
 * @param props - The cluster's props; the image is the one that the set-up has found.
 * @param then - What else is declared.
 */
export function declare(
  deployment: Deployment,
  props: KafkaClusterProps,
  then?: (kafka: KafkaCluster) => void,
): KafkaCluster {
  const app = new App({ outdir: join(deployment.folder, "cdktf.out") });
  const stack = new TerraformStack(app, deployment.name);
  new LocalBackend(stack, { path: "../../../state.tfstate" });
  new DockerProvider(stack, "docker", {});
  const kafka = new KafkaCluster(stack, deployment.name, {
    image: deployment.image,
    // Starts in half the time; what is tested is the same.
    profile: "development",
    ...props,
  });
  then?.(kafka);
  app.synth();
  return kafka;
}

/** Terraform's own resource of a construct of the cluster, such as `Broker1` or `Network`, for overrides. */
export function resourceOf(kafka: KafkaCluster, construct: string): TerraformResource {
  return kafka.node.findChild(construct).node.findChild("Resource") as TerraformResource;
}
