import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KafkaCluster } from "cdktf-kafka-docker";
import { declare } from "./declared-stack";
import { Deployment } from "./deployment";

/**
 * A deployed cluster of two brokers with every part of `security`, the topics `orders` and `other`, and three users:
 * `billing` with a password and `shop` with a certificate, who may read and write `orders`, and `guest`, who may do
 * nothing. Its secrets are in a folder of its own, never in the home folder of whoever runs the tests.
 */
export class SecuredCluster extends Deployment {
  /** Folder of its keys, certificates and passwords. */
  public readonly secrets = mkdtempSync(join(tmpdir(), "secrets-"));

  /**
   * @param name - Name of the cluster.
   * @param firstPort - Port of broker 1 for clients; that of the administrator is 1000 more.
   */
  public constructor(
    name: string,
    private readonly firstPort: number,
  ) {
    super(name, {});
  }

  /** Synthesizes it; `CERTIFICATES` is a listener for containers that have certificates. */
  public declare(then?: (kafka: KafkaCluster) => void): void {
    const props = {
      ...{ brokers: 2, firstPort: this.firstPort, numPartitions: 2, heapMiB: 300, zookeeperHeapMiB: 128 },
      listeners: { CERTIFICATES: { firstPort: 25_092, authentication: "tls" } },
      security: { folder: this.secrets },
    } as const;
    declare(this, props, (kafka) => {
      const orders = kafka.addTopic("orders");
      kafka.addTopic("other");
      const billing = kafka.addUser("billing");
      orders.grantRead(billing, { groupPrefix: "billing-" });
      orders.grantWrite(billing);
      const shop = kafka.addUser("shop", { authentication: "tls" });
      orders.grantRead(shop, { groupPrefix: "shop-" });
      orders.grantWrite(shop);
      kafka.addUser("guest");
      then?.(kafka);
    });
  }

  public async begin(): Promise<void> {
    this.declare();
    const { code, output } = await this.apply();
    if (code !== 0) throw new Error(`the deploy ended with ${code}:\n${output}`);
  }

  public async end(): Promise<void> {
    await this.cleanUp();
    rmSync(this.secrets, { recursive: true, force: true });
  }

  /** What `kafka-docker client-config` prints. */
  public async clientConfig(user: string, format: string, ...args: string[]): Promise<string> {
    const { code, output, stdout } = await this.command("client-config", user, "--format", format, ...args);
    if (code !== 0) throw new Error(`client-config ended with ${code}:\n${output}`);
    return stdout;
  }

  /** What is in a file of its secrets. */
  public secret(...path: string[]): string {
    return readFileSync(join(this.secrets, ...path), "utf8");
  }

  /** Every file of its secrets, below their folder. */
  public secretFiles(): string[] {
    const all = readdirSync(this.secrets, { recursive: true }).map(String);
    return all.filter((file) => statSync(join(this.secrets, file)).isFile());
  }
}
