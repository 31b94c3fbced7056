export { type BrokerConfig } from "./config/broker";
export { type Properties, type PropertyValue } from "./config/properties";
export { KafkaBroker, type KafkaBrokerProps } from "./kafka-broker";
export { KafkaCluster } from "./kafka-cluster";
export { DEFAULT_IMAGE, type KafkaClusterProps } from "./kafka-cluster-props";
export { KafkaNetwork, type KafkaNetworkProps } from "./kafka-network";
export { ZookeeperEnsemble, type ZookeeperEnsembleProps } from "./zookeeper-ensemble";
