/** Labels on the containers, networks and volumes of a cluster. */
export const LABEL = {
  /** Name of the cluster. */
  cluster: "cdktf-kafka-docker.cluster",
  /** `broker` or `zookeeper`. */
  role: "cdktf-kafka-docker.role",
  /** Hash of a container's definition. */
  definition: "cdktf-kafka-docker.definition",
  /** Hash of what a broker's settings and variables refer to, if they refer to anything. */
  references: "cdktf-kafka-docker.references",
} as const;

/**
 * Begins what the health check of a broker says that does not start by its own decision, as its data and those of
 * ZooKeeper do not belong together: `refused: CAUSE|REMEDY`.
 */
export const REFUSAL = "refused: ";
