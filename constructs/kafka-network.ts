import { Network } from "@cdktf/provider-docker/lib/network";
import { Construct } from "constructs";
import { LABEL } from "../manifest/labels";
import { claimDockerName } from "./docker-names";

/** What a network is made of. */
export interface KafkaNetworkProps {
  /** Name of the cluster, and of its Docker network. */
  readonly cluster: string;
}

/**
 * The Docker network of one cluster: a bridge of its own, on which servers find each other by name.
 *
 * Docker chooses the addresses; a fixed subnet would clash with other networks of the host.
 */
export class KafkaNetwork extends Construct {
  /** Name of the Docker network, as a reference to it. */
  public readonly networkName: string;

  public constructor(scope: Construct, id: string, props: KafkaNetworkProps) {
    super(scope, id);
    claimDockerName(this, "network", props.cluster);
    const network = new Network(this, "Resource", {
      name: props.cluster,
      driver: "bridge",
      labels: [{ label: LABEL.cluster, value: props.cluster }],
    });
    network.overrideLogicalId(props.cluster);
    this.networkName = network.name;
  }
}
