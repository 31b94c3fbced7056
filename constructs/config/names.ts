import { type Findings, shown } from "./rules";

/**
 * Refuses a cluster name that could not be part of a host name or that would clash with an ensemble's names.
 *
 * @param findings - Told what is wrong.
 * @param value - The value given.
 */
export function checkClusterName(findings: Findings, value: string): void {
  // 50 characters leave room for "-zookeeper-7" within the 63 of a DNS label (RFC 1035).
  if (typeof value !== "string" || !/^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$/.test(value)) {
    findings.refuse("clusterName", { prop: "name", value: shown(value) });
  } else if (value.endsWith("-zookeeper")) {
    findings.refuse("zookeeperName", { prop: "name", value: shown(value) });
  }
}

/** Kafka's own limit: a topic's name is a part of a folder's name. */
const MAX_TOPIC_NAME = 249;

/**
 * Refuses a topic name that Kafka would refuse, or that is Kafka's own.
 *
 * @param findings - Told what is wrong.
 * @param value - The value given.
 */
export function checkTopicName(findings: Findings, value: string): void {
  const legal = typeof value === "string" && /^[a-zA-Z0-9._-]+$/.test(value) && !/^\.\.?$/.test(value);
  if (!legal || value.length > MAX_TOPIC_NAME) findings.refuse("topicName", { value: shown(value) });
  else if (value.startsWith("__")) findings.refuse("topicInternal", { value: shown(value) });
}

/**
 * The form of a topic's name in which Kafka's metrics tell topics apart.
 *
 * @param topic - Name of the topic.
 * @returns The name with "_" for each ".".
 */
export function metricName(topic: string): string {
  return topic.replaceAll(".", "_");
}

/**
 * Refuses what is neither a host name (RFC 1123) nor an IPv4 address.
 *
 * @param findings - Told what is wrong.
 * @param prop - The prop.
 * @param value - The value given.
 */
export function checkHost(findings: Findings, prop: string, value: string): void {
  const label = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
  const legal = typeof value === "string" && new RegExp(`^${label}(\\.${label})*$`).test(value);
  if (!legal || value.length > 253 || (/^[\d.]+$/.test(value) && !isIpv4(value)) || value === ANY_ADDRESS) {
    findings.refuse("host", { prop, value: shown(value) });
  }
}

/** Every address of a host. */
export const ANY_ADDRESS = "0.0.0.0";

/**
 * Refuses what is no IPv4 address: the client library of the checks does not parse others.
 *
 * @param findings - Told what is wrong.
 * @param prop - The prop.
 * @param value - The value given.
 */
export function checkIpAddress(findings: Findings, prop: string, value: string): void {
  if (typeof value !== "string" || !isIpv4(value))
    findings.refuse("ipAddress", { prop, value: shown(value) });
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}
