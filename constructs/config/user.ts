import { checkPropNames, type Findings, shown } from "./rules";
import { numberOf, Values } from "./values";

/** Limits of a user, each for one broker; a client beyond them is slowed down, not refused. */
export interface KafkaUserQuotas {
  /**
   * Bytes a second that it may write (`producer_byte_rate`).
   *
   * @default - no limit
   */
  readonly producerByteRate?: number;

  /**
   * Bytes a second that it may read (`consumer_byte_rate`).
   *
   * @default - no limit
   */
  readonly consumerByteRate?: number;

  /**
   * Share of the time of the threads that serve requests, in percent of one thread (`request_percentage`).
   *
   * @default - no limit
   */
  readonly requestPercentage?: number;

  /**
   * Partitions a second that it may create or delete (`controller_mutation_rate`).
   *
   * @default - no limit
   */
  readonly controllerMutationRate?: number;
}

/** What a user is made of. Every prop has a default. */
export interface KafkaUserProps {
  /**
   * How it proves who it is: by a password, or by a certificate.
   *
   * @default "scram-sha-512"
   */
  readonly authentication?: "scram-sha-512" | "tls";

  /**
   * Its limits.
   *
   * @default - none
   */
  readonly quotas?: KafkaUserQuotas;

  /**
   * File that holds its password, absolute or from the home folder of whoever deploys (`~/`). It must be readable for
   * its owner alone; only its path is known to Terraform.
   *
   * @default - `~/.kafka-docker/<cluster>/users/<name>/password`
   */
  readonly passwordFile?: string;
}

/** A user, all of it known. */
export interface User {
  readonly authentication: "scram-sha-512" | "tls";
  /** Its limits in Kafka's own keys. */
  readonly quotas: Readonly<Record<string, number>>;
  readonly passwordFile: string | undefined;
}

const QUOTA_KEYS = {
  producerByteRate: "producer_byte_rate",
  consumerByteRate: "consumer_byte_rate",
  requestPercentage: "request_percentage",
  controllerMutationRate: "controller_mutation_rate",
} as const satisfies Record<keyof KafkaUserQuotas, string>;

/** Names of whoever runs the cluster, and of whoever has not proved who it is. */
const RESERVED: ReadonlySet<string> = new Set(["admin", "anonymous", "broker", "kafka", "zookeeper"]);
const RESERVED_ENDS = ".b";

/**
 * A user with defaults where nothing else is said.
 *
 * @param findings - Told what is wrong.
 * @param name - Name of the user.
 * @param props - What was chosen.
 * @returns The user.
 */
export function resolveUser(findings: Findings, name: string, props: KafkaUserProps): User {
  checkUserName(findings, name);
  checkPropNames(findings, "KafkaUser", props, ["authentication", "quotas", "passwordFile"]);
  const values = new Values(findings);
  const choices = ["scram-sha-512", "tls"] as const;
  const asked = props.authentication ?? "scram-sha-512";
  const authentication = values.oneOf("authentication", asked, choices) ?? "scram-sha-512";
  const { passwordFile } = props;
  if (passwordFile !== undefined) {
    if (authentication === "tls") findings.refuse("passwordOfTls", { value: shown(passwordFile) });
    else if (!isPath(passwordFile)) findings.refuse("passwordFile", { value: shown(passwordFile) });
  }
  return { authentication, quotas: resolveQuotas(findings, values, props.quotas), passwordFile };
}

function checkUserName(findings: Findings, value: string): void {
  // It is a part of a path, of a certificate's subject (64 characters, RFC 5280) and of a principal.
  if (typeof value !== "string" || !/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,61}$/.test(value)) {
    findings.refuse("userName", { value: shown(value) });
  } else if (RESERVED.has(value.toLowerCase()) || value.endsWith(RESERVED_ENDS)) {
    findings.refuse("userReserved", { value: shown(value) });
  }
}

function isPath(value: string): boolean {
  return (
    typeof value === "string" && /^(\/|~\/)[^\r\n\0"'`$]+$/.test(value) && !/(^|\/)\.\.(\/|$)/.test(value)
  );
}

function resolveQuotas(
  findings: Findings,
  values: Values,
  given: KafkaUserQuotas | undefined,
): Record<string, number> {
  const quotas: KafkaUserQuotas = values.map("quotas", given ?? {}, "limits");
  checkPropNames(findings, "'quotas'", quotas, Object.keys(QUOTA_KEYS));
  const entries = Object.entries(QUOTA_KEYS).flatMap(([prop, key]) => {
    const value = quotas[prop as keyof KafkaUserQuotas];
    if (value === undefined) return [];
    const most = Number.MAX_SAFE_INTEGER;
    // Kafka takes bytes as a whole number, and the others as any.
    if (key.endsWith("byte_rate")) values.wholeNumber(`quotas.${prop}`, value, { min: 1, max: most });
    else values.number(`quotas.${prop}`, value, { min: 0.01, max: most });
    return [[key, numberOf(value)]];
  });
  return Object.fromEntries(entries) as Record<string, number>;
}
