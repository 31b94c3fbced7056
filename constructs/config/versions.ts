import { type Findings, shown } from "./rules";

/** One line of releases of Apache Kafka. */
export interface KafkaLine {
  /** Major and minor number. */
  readonly line: string;
  /** Where such a cluster can keep its metadata. */
  readonly metadata: ReadonlyArray<"zookeeper" | "kraft">;
  /** `fixes`: the project makes releases of it; `last`: the last of its kind; `ended`: use a later one. */
  readonly support: "fixes" | "last" | "ended";
}

/**
 * Lines of releases that the official image exists for (https://kafka.apache.org/downloads, as of November 2026).
 * Kafka has no dates for the end of support: it makes releases of its three latest lines. 3.9 is not one of them any
 * more, but the last that runs with ZooKeeper.
 */
export const KAFKA_LINES: readonly KafkaLine[] = [
  { line: "3.7", metadata: ["zookeeper", "kraft"], support: "ended" },
  { line: "3.8", metadata: ["zookeeper", "kraft"], support: "ended" },
  { line: "3.9", metadata: ["zookeeper", "kraft"], support: "last" },
  { line: "4.0", metadata: ["kraft"], support: "ended" },
  { line: "4.1", metadata: ["kraft"], support: "fixes" },
  { line: "4.2", metadata: ["kraft"], support: "fixes" },
  { line: "4.3", metadata: ["kraft"], support: "fixes" },
];

/** The version that is used where none is given. */
export const DEFAULT_VERSION = "3.9.2";

const FIRST_OFFICIAL_IMAGE = [3, 7] as const;

/** What is known of the brokers' image. */
export interface ImageChoice {
  readonly image: string;
  readonly zookeeperImage: string;
  /** Version of Kafka, where it is known. */
  readonly kafkaVersion: string | undefined;
}

/** What a user may say of images. A token is no text that can be looked into. */
export interface ImageProps {
  readonly image?: string;
  readonly zookeeperImage?: string;
  readonly kafkaVersion?: string;
}

/**
 * Images and version of a cluster: the official image of a version, or an image that says its version in its tag.
 *
 * @param findings - Told what is wrong or unwise.
 * @param props - What the user has chosen.
 * @param isToken - Whether a text is known only at apply.
 * @returns The images, and the version where it is known.
 */
export function resolveImages(
  findings: Findings,
  props: ImageProps,
  isToken: (text: string) => boolean,
): ImageChoice {
  const { kafkaVersion } = props;
  const formed = kafkaVersion === undefined || /^\d+\.\d+\.\d+$/.test(String(kafkaVersion));
  if (!formed) findings.refuse("versionForm", { value: shown(kafkaVersion) });
  const image = props.image ?? `apache/kafka:${formed ? (kafkaVersion ?? DEFAULT_VERSION) : DEFAULT_VERSION}`;
  const zookeeperImage = props.zookeeperImage ?? image;
  for (const prop of ["image", "zookeeperImage"] as const) {
    const given = props[prop];
    if (given !== undefined && !isToken(given)) checkReference(findings, prop, given);
  }
  const told = isToken(image) ? undefined : versionOfTag(image);
  if (formed && kafkaVersion !== undefined && told !== undefined && contradicts(kafkaVersion, told, image)) {
    findings.refuse("versionOfImage", { image, value: shown(kafkaVersion) });
  }
  const version = (formed ? kafkaVersion : undefined) ?? told;
  if (version !== undefined) checkVersion(findings, version, props);
  return { image, zookeeperImage, kafkaVersion: version };
}

function checkVersion(findings: Findings, version: string, { image, kafkaVersion }: ImageProps): void {
  const [major, minor] = numbers(version);
  const prop = kafkaVersion === undefined ? "image" : "kafkaVersion";
  const instead = DEFAULT_VERSION;
  if (major >= 4) {
    const value = shown(prop === "image" ? image : kafkaVersion);
    findings.refuse("versionWithoutZookeeper", { prop, value, instead });
    return;
  }
  const [firstMajor, firstMinor] = FIRST_OFFICIAL_IMAGE;
  const before = major < firstMajor || (major === firstMajor && minor < firstMinor);
  if (before && image === undefined) findings.refuse("versionWithoutImage", { value: version, instead });
  const line = KAFKA_LINES.find((one) => one.line === `${major}.${minor}`);
  if (before || line?.support === "ended") findings.warn("endOfSupport", { prop, value: version, instead });
}

/**
 * Refuses a protocol between brokers that the brokers do not speak.
 *
 * @param findings - Told what is wrong.
 * @param version - Version of the brokers, where it is known.
 * @param protocol - The protocol's version, where it is set.
 */
export function checkProtocolVersion(
  findings: Findings,
  version: string | undefined,
  protocol: unknown,
): void {
  if (version === undefined || protocol === undefined || !/^\d+\.\d+/.test(String(protocol))) return;
  const [major, minor] = numbers(version);
  const [protocolMajor, protocolMinor] = numbers(String(protocol));
  if (protocolMajor > major || (protocolMajor === major && protocolMinor > minor)) {
    findings.refuse("protocolVersion", { version, value: shown(protocol) });
  }
}

// Registry, path, tag and digest (https://pkg.go.dev/github.com/distribution/reference).
const REFERENCE =
  /^(?:(?:[a-zA-Z0-9.-]+(?::\d{1,5})?|\[[0-9a-fA-F:]+\](?::\d{1,5})?)\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;

function checkReference(findings: Findings, prop: "image" | "zookeeperImage", value: string): void {
  const match = typeof value === "string" ? REFERENCE.exec(value) : null;
  if (match === null || value.length > 512) {
    findings.refuse("image", { prop, value: shown(value) });
    return;
  }
  const [, tag, digest] = match;
  if (digest === undefined && (tag ?? "latest") === "latest") {
    findings.warn("latest", { prop, value: tag === undefined ? `${value}:latest` : value });
  }
}

/** The official image and the one that the set-up builds number their tags as Kafka does. */
const NUMBERED_AS_KAFKA = /(?:^|\/)(?:apache|cdktf-kafka-docker)\/kafka:(\d+\.\d+(?:\.\d+)?)(?:[^\d.].*)?$/;

/** Others number their tags as they like (cp-kafka:7.9.0 holds Kafka 3.9), but for copies that keep name and tag. */
const NAMED_KAFKA = /(?:^|\/)kafka:([2-9]\.\d+\.\d+)(?:@.*)?$/;

function versionOfTag(image: string): string | undefined {
  return NUMBERED_AS_KAFKA.exec(image)?.[1] ?? NAMED_KAFKA.exec(image)?.[1];
}

/** A tag may be shorter than a version: 3.9 is 3.9.2 as well. Whoever made another image knows its version best. */
function contradicts(version: string, tag: string, image: string): boolean {
  return NUMBERED_AS_KAFKA.test(image) && version !== tag && !version.startsWith(`${tag}.`);
}

function numbers(version: string): readonly [number, number] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return [major, minor];
}
