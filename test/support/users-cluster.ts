import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { KafkaCluster } from "../../constructs";
import { DeclaredUsers } from "../../constructs/declared-users";
import { COMMAND, docker, type Ended, run, untilHealthy } from "./deployment";
import { HandMadeCluster } from "./hand-made";
import { KafkaLogin } from "./kafka-login";
import { testStack } from "./synthesized";

const USERS = ["billing", "shipping", "auditor", "team", "operator"];
const FOREIGN = "foreign-secret";

/**
 * Two brokers with an authorizer, the users that constructs declare, and one of another origin: the controller changes
 * users, and the other broker must hear of it. Whoever connects without a password administers.
 */
export class UsersCluster {
  /** Addresses at which users log in. */
  public readonly logins: string[];
  /** Home folder of whoever runs commands. */
  public readonly home = mkdtempSync(join(tmpdir(), "e2e-users-"));
  public readonly file: string;
  private readonly made: HandMadeCluster;

  /**
   * @param name - Name of the cluster.
   * @param firstPort - Of four.
   */
  public constructor(
    public readonly name: string,
    private readonly firstPort: number,
  ) {
    this.made = new HandMadeCluster(name);
    this.logins = [firstPort + 2, firstPort + 3].map((port) => `127.0.0.1:${port}`);
    this.file = join(this.home, `${name}.manifest.json`);
  }

  public async begin(): Promise<void> {
    for (const user of USERS) {
      mkdirSync(dirname(this.passwordFile(user)), { recursive: true, mode: 0o700 });
      writeFileSync(this.passwordFile(user), `secret-of-${user}`, { mode: 0o600 });
    }
    await this.made.begin();
    await Promise.all([1, 2].map((id) => this.broker(id)));
    for (const topic of ["orders", "other", "team-a.x", "team-ab.x", "team-a"]) {
      await this.kafka("kafka-topics.sh", "--create", "--topic", topic, "--partitions", "2");
    }
    const rule = ["--allow-principal", "User:foreign", "--operation", "Read", "--topic", "other"];
    await this.kafka("kafka-acls.sh", "--add", ...rule);
    const user = ["--entity-type", "users", "--entity-name", "foreign"];
    await this.kafka(
      "kafka-configs.sh",
      "--alter",
      ...user,
      "--add-config",
      `SCRAM-SHA-512=[password=${FOREIGN}]`,
    );
    this.declare();
    // Kafka makes its own topics.
    await this.command("check", "--manifest", this.file, "--only", "internal-topics");
  }

  public async end(): Promise<void> {
    await this.made.end();
    rmSync(this.home, { recursive: true });
  }

  /** Writes the manifest of all users but these, as constructs declare them. */
  public declare(without: readonly string[] = []): void {
    const of = new KafkaCluster(testStack(), this.name);
    const users = new DeclaredUsers(of, { cluster: this.name, secured: true });
    const orders = of.addTopic("orders");
    const team = of.topicsWithPrefix("team-a.");
    const declared: Record<string, () => void> = {
      billing() {
        const quotas = { producerByteRate: 1_000_000, requestPercentage: 150.5 };
        const billing = users.add("billing", { quotas });
        orders.grantRead(billing, { group: "billing" });
        orders.grantWrite(billing);
      },
      shipping: () =>
        orders.grantTransactionalWrite(users.add("shipping", {}), { transactionalId: "shipping" }),
      auditor: () => orders.grantRead(users.add("auditor", {})),
      team() {
        const user = users.add("team", {});
        team.grantRead(user, { groupPrefix: "team-a." });
        team.grantTransactionalWrite(user, { transactionalIdPrefix: "team-a." });
      },
      operator: () => users.allowAll(users.add("operator", {})),
    };
    for (const [user, add] of Object.entries(declared)) if (!without.includes(user)) add();
    const manifest = this.made.manifest(this.firstPort, this.firstPort + 1);
    const brokers = manifest.brokers.map((broker, index) => ({
      ...broker,
      listeners: { LOGIN: this.logins[index]! },
    }));
    writeFileSync(this.file, JSON.stringify({ ...manifest, brokers, ...users.manifest }));
  }

  public passwordFile(user: string): string {
    return join(this.home, ".kafka-docker", this.name, "users", user, "password");
  }

  public password(user: string): string {
    return user === "foreign" ? FOREIGN : readFileSync(this.passwordFile(user), "utf8");
  }

  /** A user that has logged in, by default with its password. */
  public as(user: string, login = user, password = this.password(user)): KafkaLogin {
    return new KafkaLogin(this.logins, login, password);
  }

  /** Kafka's own tools, as the administrator. */
  public kafka(tool: string, ...args: string[]): Promise<string> {
    const server = ["--bootstrap-server", `${this.name}-1:19092`];
    return docker("exec", `${this.name}-1`, `/opt/kafka/bin/${tool}`, ...server, ...args);
  }

  public command(...args: string[]): Promise<Ended> {
    return run("node", [COMMAND, ...args], { cwd: this.home, env: { HOME: this.home } });
  }

  public apply(): Promise<Ended> {
    return this.command("apply-users", "--manifest", this.file, "--json");
  }

  /** What `apply-users` says that it has done. */
  public async applied(): Promise<Record<string, unknown>> {
    return JSON.parse((await this.apply()).stdout) as Record<string, unknown>;
  }

  public check(): Promise<Ended> {
    return this.command("check", "--manifest", this.file, "--only", "users,grants");
  }

  private async broker(id: number): Promise<void> {
    const [port, login] = [this.firstPort + id - 1, this.firstPort + id + 1];
    const container = await this.made.broker({
      id,
      port,
      docker: ["-p", `127.0.0.1:${login}:${login}`],
      settings: {
        listeners: `INTERNAL://0.0.0.0:19092,EXTERNAL://0.0.0.0:${port},LOGIN://0.0.0.0:${login}`,
        "advertised.listeners": `INTERNAL://${this.name}-${id}:19092,EXTERNAL://127.0.0.1:${port},LOGIN://127.0.0.1:${login}`,
        "listener.security.protocol.map": "INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,LOGIN:SASL_PLAINTEXT",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.login.scram-sha-512.sasl.jaas.config":
          "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        "authorizer.class.name": "kafka.security.authorizer.AclAuthorizer",
        "super.users": "User:ANONYMOUS",
        "offsets.topic.num.partitions": "2",
        "transaction.state.log.num.partitions": "2",
      },
    });
    await untilHealthy(container);
  }
}
