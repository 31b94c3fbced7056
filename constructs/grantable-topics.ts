import { Construct } from "constructs";
import { Findings } from "./config/rules";
import {
  checkResourceName,
  type ReadGrant,
  resolvePattern,
  type ResourcePattern,
  type TransactionalGrant,
} from "./config/grant";
import { DeclaredUsers } from "./declared-users";
import { type KafkaUser } from "./kafka-user";
import { holdsToken } from "./tokens";

/** A topic, or all topics whose names begin so: what users can be allowed to read and write. */
export abstract class GrantableTopics extends Construct {
  protected constructor(
    private readonly ofCluster: Construct,
    id: string,
    private readonly topics: ResourcePattern,
  ) {
    super(ofCluster, id);
  }

  /**
   * Allows a user to read, and to join a consumer group. To describe the topic is allowed with it.
   *
   * @param user - A user of the same cluster.
   * @param options - The group; without one it can only read partitions that it chooses itself.
   * @throws Error - that names the prop, the rule and the value given.
   */
  public grantRead(user: KafkaUser, options: ReadGrant = {}): void {
    const group = this.pattern(options, ["group", "groupPrefix"], false);
    this.allow(user, "read", "reads");
    if (group !== undefined) this.allowOther(user, group, "read", "group", "joins group");
  }

  /**
   * Allows a user to write, also as an idempotent producer. To describe the topic is allowed with it.
   *
   * @param user - A user of the same cluster.
   * @throws Error - when the user is of another cluster.
   */
  public grantWrite(user: KafkaUser): void {
    this.allow(user, "write", "writes");
  }

  /**
   * Allows a user to write in transactions, and without.
   *
   * @param user - A user of the same cluster.
   * @param options - Id of its transactions, or the beginning of their ids.
   * @throws Error - that names the prop, the rule and the value given.
   */
  public grantTransactionalWrite(user: KafkaUser, options: TransactionalGrant): void {
    const ids = this.pattern(options ?? {}, ["transactionalId", "transactionalIdPrefix"], true)!;
    this.allow(user, "write", "writes");
    this.allowOther(user, ids, "write", "transactional-id", "runs transactional id");
  }

  private allow(user: KafkaUser, operation: "read" | "write", verb: string): void {
    this.allowOther(user, this.topics, operation, "topic", `${verb} topic`);
  }

  private allowOther(
    user: KafkaUser,
    { name, patternType }: ResourcePattern,
    operation: "read" | "write",
    resourceType: "group" | "topic" | "transactional-id",
    doing: string,
  ): void {
    const what = patternType === "prefixed" ? `${doing}s ${name}*` : `${doing} ${name}`;
    DeclaredUsers.of(this.ofCluster).allow(user, what, {
      operation,
      resourceType,
      resourceName: name,
      patternType,
    });
  }

  private pattern(
    given: object,
    props: readonly [string, string],
    required: boolean,
  ): ResourcePattern | undefined {
    const findings = new Findings();
    for (const [prop, value] of Object.entries(given)) {
      if (holdsToken(value)) findings.refuse("token", { prop });
    }
    findings.throwErrors(this.node.path);
    const pattern = resolvePattern(findings, given, props, required);
    findings.throwErrors(this.node.path);
    return pattern;
  }
}

/** All topics whose names begin so, those that are made later as well. Made by `KafkaCluster.topicsWithPrefix`. */
export class KafkaTopicPrefix extends GrantableTopics {
  /** Beginning of the topics' names. */
  public readonly prefix: string;

  /**
   * @param scope - The cluster.
   * @param prefix - Beginning of the topics' names. End it with a separator: "team-a" is the beginning of "team-ab".
   * @throws Error - that names the rule and the value given.
   */
  public constructor(scope: Construct, prefix: string) {
    const findings = new Findings();
    if (holdsToken(prefix)) findings.refuse("token", { prop: "prefix" });
    else checkResourceName(findings, "prefix", prefix);
    findings.throwErrors(scope.node.path);
    super(scope, KafkaTopicPrefix.idOf(prefix), { name: prefix, patternType: "prefixed" });
    this.prefix = prefix;
  }

  /** Id of the construct of a prefix. */
  public static idOf(prefix: string): string {
    return `Topics-${prefix}`;
  }
}
