export {
  type ClusterManifest,
  MANIFEST_VERSION,
  type ManifestBroker,
  type ManifestSecurity,
  type ManifestTopic,
  type ManifestZookeeper,
  type RemovalPolicy,
} from "./cluster-manifest";
export {
  type Authentication,
  type ManifestAcl,
  type ManifestUser,
  principalsOf,
  SECOND_LOGIN,
} from "./cluster-users";
export { findManifests } from "./find";
export { parseManifest, readManifest } from "./read";
