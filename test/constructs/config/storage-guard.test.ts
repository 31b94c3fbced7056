import { spawnSync } from "node:child_process";
import { storageGuard } from "../../../constructs/config/storage-guard";

// What it finds out is proven on real servers in test/e2e/storage.test.ts.

const paths = {
  brokers: "folder /srv/it's $(false) `x`/kafka-<broker id>-data",
  zookeeper: "volume z",
  prefix: "refused: ",
};

test("is bash", () => {
  const { status, stderr } = spawnSync("bash", ["-n", "-euc", storageGuard(paths).join("\n")]);
  expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: "" });
});

test("a path may hold anything that bash would read otherwise", () => {
  const lines = storageGuard(paths);
  const names = lines
    .filter((line) => /^(me|own)=/.test(line))
    .map((line) => line.replace(/\$\(get [^)]*\)/, "7"));
  const { stdout } = spawnSync("bash", ["-euc", [...names, 'echo "$own"'].join("\n")]);
  expect(String(stdout)).toBe("folder /srv/it's $(false) `x`/kafka-7-data\n");
});
