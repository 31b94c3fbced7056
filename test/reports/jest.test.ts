import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "../../reports/jest";
import { someManifest } from "../support/some-manifest";

const HOW = { only: ["addresses", "brokers"], timeoutSeconds: 1 };

test("a cluster that does not run is not healthy, and the message is the report", async () => {
  const failing = async () => expect(someManifest(1)).toBeHealthyKafka(HOW);
  await expect(failing()).rejects.toThrow(
    /^nowhere: 1 broker, 0 ZooKeeper servers\n {2}✗ addresses {8}failed.*\n.*expected {2}connections to 127\.0\.0\.1:1\n.*actual {4}127\.0\.0\.1:1: ECONNREFUSED\n/,
  );
  await expect(someManifest(1)).not.toBeHealthyKafka(HOW);
});

test("a manifest can be given as the path of its file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "jest-"));
  try {
    const file = join(folder, "kafka.manifest.json");
    writeFileSync(file, JSON.stringify(someManifest(1)));
    await expect(file).not.toBeHealthyKafka(HOW);
    await expect(async () => expect(join(folder, "absent")).toBeHealthyKafka()).rejects.toThrow(
      "absent cannot be read as a manifest",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
