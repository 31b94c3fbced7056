import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterManifest, type ManifestBroker } from "../../manifest";
import { someManifest } from "./some-manifest";

/** A cluster of two brokers and a ZooKeeper server, the second broker with a listener of its own. */
export function securedManifest(rest: Partial<ClusterManifest> = {}): ClusterManifest {
  const brokers: Array<Partial<ManifestBroker>> = [
    { container: "kafka-1", external: "127.0.0.1:9092", internal: "kafka-1:19092" },
    {
      container: "kafka-2",
      external: "broker.example.com:9093",
      internal: "kafka-2:19092",
      listeners: { LAN: "10.0.0.5:9193" },
    },
  ];
  const zookeepers = [{ id: 1, container: "kafka-zookeeper-1", definition: "x" }];
  return someManifest(brokers, { name: "kafka", zookeepers, ...rest });
}

/** Path of a folder that is not there yet, in a new one. */
export function newFolder(): string {
  return join(mkdtempSync(join(tmpdir(), "pki-")), "kafka");
}

/** What `openssl` prints, its errors too; it may fail. */
export function openssl(...args: string[]): { readonly status: number | null; readonly output: string } {
  const { status, stderr, stdout } = spawnSync("openssl", args, { encoding: "utf8" });
  return { status, output: stdout + stderr };
}

/** A certificate, as `openssl` reads it. */
export function certificateText(file: string): string {
  return execFileSync("openssl", ["x509", "-in", file, "-noout", "-text"], { encoding: "utf8" });
}

/** What is in a file. */
export function contentOf(file: string): string {
  return readFileSync(file, "utf8");
}
