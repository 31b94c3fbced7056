import { Network } from "@cdktf/provider-docker/lib/network";
import { Construct } from "constructs";
import { LABEL } from "../manifest/labels";
import { claimDockerName } from "./docker-names";

/** What a network is made of. */
export interface KafkaNetworkProps {
  /** Name of the cluster. */
  readonly cluster: string;
  /**
   * Name of the Docker network.
   *
   * @default - the cluster's
   */
  readonly name?: string;
  /**
   * Whether its containers reach nothing outside of it.
   *
   * @default false
   */
  readonly internal?: boolean;
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
    const { cluster, internal = false, name = cluster } = props;
    claimDockerName(this, "network", name);
    const network = new Network(this, "Resource", {
      name,
      driver: "bridge",
      ...(internal ? { internal: true } : {}),
      labels: [{ label: LABEL.cluster, value: cluster }],
    });
    network.overrideLogicalId(name);
    this.networkName = network.name;
  }
}
