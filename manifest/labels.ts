/** Labels on the containers, networks and volumes of a cluster. */
export const LABEL = {
  /** Name of the cluster. */
  cluster: "cdktf-kafka-docker.cluster",
  /** `broker` or `zookeeper`. */
  role: "cdktf-kafka-docker.role",
  /** Hash of a container's definition. */
  definition: "cdktf-kafka-docker.definition",
} as const;
