/** Where a formula or a limit was published. */
export interface SizeSource {
  readonly title: string;
  readonly url: string;
}

/** The sources of all formulas. */
export const SIZE_SOURCES = {
  rao: {
    title: "Jun Rao, How to choose the number of topics/partitions in a Kafka cluster",
    url: "https://www.confluent.io/blog/how-choose-number-topics-partitions-kafka-cluster/",
  },
  limits: {
    title: "Apache Kafka supports 200K partitions per cluster",
    url: "https://blogs.apache.org/kafka/entry/apache-kafka-supports-more-partitions",
  },
  replicas: {
    title: "Apache Kafka, min.insync.replicas",
    url: "https://kafka.apache.org/39/documentation.html#topicconfigs_min.insync.replicas",
  },
  hardware: {
    title: "Apache Kafka, hardware and OS",
    url: "https://kafka.apache.org/39/documentation.html#hwandos",
  },
  segments: {
    title: "Apache Kafka, log.segment.bytes",
    url: "https://kafka.apache.org/39/documentation.html#brokerconfigs_log.segment.bytes",
  },
  fetch: {
    title: "Apache Kafka, replica.fetch.response.max.bytes",
    url: "https://kafka.apache.org/39/documentation.html#brokerconfigs_replica.fetch.response.max.bytes",
  },
  docker: {
    title: "cdktf-kafka-docker: all servers of a KafkaCluster run on one Docker host",
    url: "https://docs.docker.com/engine/containers/resource_constraints/",
  },
  disk: {
    title: "Amazon MSK, best practices: monitor disk space",
    url: "https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices.html",
  },
  bandwidth: {
    title: "Google Cloud, plan a Kafka cluster's size",
    url: "https://cloud.google.com/managed-service-for-apache-kafka/docs/plan-cluster-size",
  },
  bins: {
    title: "Mitzenmacher and Upfal, Probability and Computing, theorem 4.4 (Chernoff's bound)",
    url: "https://doi.org/10.1017/CBO9780511813603",
  },
} as const satisfies Readonly<Record<string, SizeSource>>;
