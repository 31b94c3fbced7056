export {
  type ClusterManifest,
  MANIFEST_VERSION,
  type ManifestBroker,
  type ManifestSecurity,
  type ManifestTopic,
  type ManifestZookeeper,
  type RemovalPolicy,
} from "./cluster-manifest";
export { findManifests } from "./find";
export { clusterManifestSchema, parseManifest, readManifest } from "./read";
