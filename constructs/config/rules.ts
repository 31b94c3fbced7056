/**
 * Every rule that is known before a deploy, as the message that is given when it is broken. What stands in braces is
 * filled in; docs/rules.md is made from this list.
 */
export const RULES = {
  unknownProp: "'{prop}' is not a prop of {noun}; its props are {known}",
  token: "'{prop}' must be known when the app is synthesized, got a token; use a plain value",
  wholeNumber: "'{prop}' must be a whole number from {min} to {max}, got {value}",
  number: "'{prop}' must be a number from {min} to {max}, got {value}",
  boolean: "'{prop}' must be true or false, got {value}",
  oneOf: "'{prop}' must be {choices}, got {value}",
  text: "'{prop}' must be text on one line, without NUL, got {value}",
  list: "'{prop}' must be a list of {what}, got {value}",
  map: "'{prop}' must be an object with {what}, got {value}",
  clusterName:
    "'{prop}' must be 1 to 50 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen, got {value}",
  zookeeperName:
    "'{prop}' must not end with \"-zookeeper\": its brokers would be named like another cluster's ZooKeeper, got {value}",
  uniqueName: "'{prop}' must be unique in a stack, got {value} for {path} and {other}",
  uniqueNameOnEngine: "'{prop}' must be unique on a Docker Engine, got {value} for {path} and {other}",
  dockerName: 'the Docker name "{name}" must be unique in a stack, got {path} and {other}',
  portsOfCluster:
    "'{prop}' must leave the ports of {other} ({first} to {last}) alone, got {value} for {brokers} brokers",
  portsOfListener:
    "'{prop}' must leave the ports of '{other}' ({first} to {last}) alone, got {value} for {brokers} brokers",
  listenerName:
    "'listeners' must have names of 1 to 30 upper-case letters, digits and underscores that begin with a letter, got {value}",
  listenerReserved: "'listeners' must not have a listener {value}: {why}",
  ipAddress: "'{prop}' must be an IPv4 address of the Docker host, got {value}",
  host: "'{prop}' must be a host name or an IPv4 address that clients can resolve, got {value}",
  anyAddress: "'{prop}' must be given when '{of}' is 0.0.0.0: clients cannot connect to \"every address\"",
  image: "'{prop}' must be a Docker image by tag or digest, got {value}",
  versionForm: "'kafkaVersion' must be a version of three numbers such as 3.9.2, got {value}",
  versionOfImage: "'kafkaVersion' must be that of 'image' ({image}), got {value}",
  versionWithoutZookeeper:
    "'{prop}' must be of Kafka 3: Kafka 4 cannot run with ZooKeeper, got {value}; use {instead}",
  versionWithoutImage:
    "'image' must be given for Kafka {value}: the official image begins with 3.7.0; or use 'kafkaVersion' {instead}",
  protocolVersion:
    "'config' must not have an 'inter.broker.protocol.version' above the brokers' {version}, got {value}",
  replication: "'{prop}' must not exceed the number of brokers ({brokers}), got {value}",
  minInsync: "'{prop}' must not exceed '{of}' ({replication}), got {value}",
  minInsyncOfTransactions:
    "'config' must not have a 'transaction.state.log.min.isr' above 'transaction.state.log.replication.factor' ({replication}), got {value}",
  ownedKey: "'{prop}' must not contain '{key}': {instead}",
  key: "'{prop}' must have keys that are one line of text, got {value}",
  value: "the value of '{key}' in '{prop}' must be text, a finite number or a boolean, got {value}",
  valueOnOneLine: "the value of '{key}' in '{prop}' must not contain a line break or NUL, got {value}",
  promised: "the value of '{key}' in '{prop}' must be {what}, known at synth, got {value}",
  codec: "the value of '{key}' in '{prop}' must be one of {choices}, got {value}",
  sameSetting: "'{prop}' must have only one of {keys}: Kafka would ignore all but the first",
  brokerId: "'brokerConfig' must be keyed by broker ids from 1 to {brokers}, got {value}",
  racks: "'racks' must have at least one rack and each only once, got {value}",
  envName: "'{prop}' must have names of letters, digits and underscores, got {value}",
  jvmOption: "'{prop}' must have options that begin with \"-\", got {value}",
  ownedJvmOption: "'{prop}' must not contain {value}: {instead}",
  heap: "'{prop}' must be less than '{of}' ({memory}), got {value}",
  sessionTimeout:
    "'zookeeperSessionTimeoutMs' must be from {min} to {max}, the limits that ZooKeeper would impose in silence, got {value}",
  hostPath: "'dataHostPath' must be an absolute path of the Docker host without \"..\", got {value}",
  hostPathRetention:
    "'dataRetention' must be \"retain\" with 'dataHostPath': Terraform cannot delete files of the Docker host, got {value}",
  secretsFolder:
    "'security.folder' must be an absolute path, or one that begins with ~/, without \"..\" and colons, got {value}",
  tlsProtocols: "'security.protocols' must have TLSv1.3, TLSv1.2 or both, each once, got {value}",
  superUser:
    "'security.superUsers' must have distinguished names such as CN=operator,O=Example, without semicolons and quotes, got {value}",
  authorizationOfNobody:
    "'security.authorization' must be false where 'security.clientAuthentication' is {value}: nobody could be granted anything",
  usersWithoutAuthorization:
    "'security.authorization' must be true where clients are users with passwords; use 'security.clientAuthentication' \"tls\" or \"none\" without it, got {value}",
  withoutSecurity: "'{prop}' needs 'security' of the cluster, got {value}",
  topicName:
    'the name of a topic must be 1 to 249 letters, digits, ".", "_" and "-", and not "." or "..", got {value}',
  topicInternal: 'the name of a topic must not begin with "__": those are Kafka\'s own, got {value}',
  topicOfCluster:
    "the name of a topic that is added to a cluster of another stack must not be that of one of the cluster's own, got {value} and {other}",
  topicSetting: "the value of '{key}' in '{prop}' must be {what}, got {value}",
  topicUnique: "the name of a topic must be unique in a cluster, got {value} twice",
  topicCollision:
    'the names of topics must differ in more than "." and "_", which Kafka\'s metrics take for the same, got {value} and {other}',
  userName:
    'the name of a user must be 1 to 62 letters, digits, ".", "_" and "-", and begin with a letter or a digit, got {value}',
  userReserved:
    'the name of a user must not be "admin", "anonymous", "broker", "kafka" or "zookeeper", and not end with ".b", its second login; got {value}',
  userUnique: "the names of users must differ in more than upper and lower case, got {value} and {other}",
  userWithoutSecurity:
    "users need a cluster with 'security': without it whoever connects may do everything; got user {value}",
  userOfCluster: "a grant must be for a user of the same cluster ('addUser'), got {value}",
  clientOfUser:
    "containers connect by {clientAuthentication}, user {value} by {authentication}: give the user 'authentication' \"{clientAuthentication}\", or its container what `kafka-docker client-config --listener` prints for another listener",
  passwordOfTls: "'passwordFile' must not be given with 'authentication' \"tls\": it has none, got {value}",
  passwordFile:
    '\'passwordFile\' must be an absolute path or begin with "~/", without "..", quotes, "$" and line breaks, got {value}',
  grantOne: "one of '{prop}' and '{other}' must be given, got {value}",
  resourceName:
    '\'{prop}\' must be 1 to 249 letters, digits, ".", "_", ":" and "-": it names what is meant, wildcards do not; got {value}',
} as const;

/** What is legal but unwise, as the warning that is given. */
export const ADVICE = {
  evenEnsemble:
    "'zookeepers' is {value}: an even ensemble survives no more failures than one of {less} servers; use {less} or {more}",
  oneBroker:
    "'brokers' is 1: while it restarts nothing can be written or read, and its disk is the only copy; use 3 where that matters",
  oneReplica:
    "'defaultReplicationFactor' is 1 on {brokers} brokers: a broker that is lost takes its partitions with it; use {instead}",
  minInsync:
    "'minInsyncReplicas' ({value}) equals 'defaultReplicationFactor': any broker that restarts blocks writes; use one less",
  latest:
    "'{prop}' is {value}: a tag that moves, so that two deploys may run two versions; use a version or a digest",
  endOfSupport:
    "'{prop}' is Kafka {value}, which gets no more fixes (https://kafka.apache.org/downloads); use {instead}",
  heapShare:
    "'{prop}' ({value}) is over half of '{of}' ({memory}): Kafka reads through the page cache, which needs the rest; use {instead} or less",
  cleanerBuffer:
    "'{prop}' sets {key} to {value} MiB of a heap of {heap} MiB ('heapMiB'): a broker whose cleaner is changed while it runs needs it twice, and ends when there is no room; use {instead} bytes or less, or raise 'heapMiB'",
  hostPath:
    "'dataHostPath' keeps data in folders of the Docker host: their owner, space and backup are yours to care for; named volumes need none of that",
  racks: "'racks' has {racks} racks for {brokers} brokers: {unused} of them stay empty",
} as const;

type Blanks<Text extends string> = Text extends `${string}{${infer Blank}}${infer Rest}`
  ? Blank | Blanks<Rest>
  : never;

/** What is to be filled in. */
export type BlanksOf<Text extends string> = Readonly<Record<Blanks<Text>, string | number>>;

/**
 * Fills in a message.
 *
 * @param text - A message of `RULES` or `ADVICE`.
 * @param blanks - What stands in its braces.
 * @returns The message.
 */
export function fill<Text extends string>(text: Text, blanks: BlanksOf<Text>): string {
  const values = blanks as Readonly<Record<string, string | number>>;
  return text.replace(/\{(\w+)\}/g, (_, blank: string) => String(values[blank]));
}

/** Collects what is wrong or unwise, so that all of it can be told together. */
export class Findings {
  /** Broken rules. */
  public readonly errors: string[] = [];
  /** Unwise choices. */
  public readonly warnings: string[] = [];

  /** @param of - What the messages are about, where their props alone do not say it. */
  public constructor(private readonly of = "") {}

  /** A rule is broken. */
  public refuse<Id extends keyof typeof RULES>(rule: Id, blanks: BlanksOf<(typeof RULES)[Id]>): void {
    this.errors.push(this.of + fill(RULES[rule], blanks));
  }

  /** A choice is unwise. */
  public warn<Id extends keyof typeof ADVICE>(advice: Id, blanks: BlanksOf<(typeof ADVICE)[Id]>): void {
    this.warnings.push(this.of + fill(ADVICE[advice], blanks));
  }

  /**
   * Ends the synthesis if a rule was broken.
   *
   * @param where - The construct.
   * @throws Error - with every message.
   */
  public throwErrors(where: string): void {
    const [first, ...others] = this.errors;
    if (first === undefined) return;
    if (others.length === 0) throw new Error(first);
    throw new Error(
      `${this.errors.length} mistakes in ${where}:\n${this.errors.map((one) => `- ${one}`).join("\n")}`,
    );
  }
}

/**
 * Refuses props that there are not: plain JavaScript would ignore a mistyped one.
 *
 * @param findings - Told what is wrong.
 * @param noun - What has the props.
 * @param given - What the user gave.
 * @param known - Names of its props.
 */
export function checkPropNames(
  findings: Findings,
  noun: string,
  given: object,
  known: readonly string[],
): void {
  for (const prop of Object.keys(given).filter((one) => !known.includes(one))) {
    findings.refuse("unknownProp", { prop, noun, known: known.join(", ") });
  }
}

/**
 * A value as it is shown in a message: text in quotes, so that a blank or a line break can be seen.
 *
 * @param value - Any value.
 * @returns Text on one line.
 */
export function shown(value: unknown): string {
  try {
    if (typeof value === "string" || (typeof value === "object" && value !== null))
      return JSON.stringify(value);
    return String(value);
  } catch {
    return `a value that cannot be shown (${typeof value})`;
  }
}
