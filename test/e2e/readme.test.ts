import { rmSync } from "node:fs";
import { join } from "node:path";
import { Deployment, run } from "../support/deployment";
import { snippets } from "../support/snippets";

const cluster = new Deployment("e2e-readme", {});
const env = {
  KAFKA_NAME: "e2e-readme",
  KAFKA_FIRST_PORT: "27092",
  KAFKA_BOOTSTRAP_SERVERS: "127.0.0.1:27092",
};
// npm test would run this test again.
const commands = snippets("README.md", "sh")
  .flatMap(({ code }) => code.trim().split("\n"))
  .filter((command) => command !== "npm test");

afterAll(async () => {
  await run("npm", ["run", "destroy", "--", "--yes"], { env });
  await cluster.cleanUp();
  rmSync(join(__dirname, "..", "..", "state", "e2e-readme.tfstate"), { force: true });
});

const outputs = new Map<string, string>();

test.each(commands)("%s", async (command) => {
  // What a newcomer ends with Ctrl-C is ended with the same signal.
  const endless = command.includes("consumer");
  const cluster = command.includes("kafka-docker") ? " e2e-readme" : "";
  const line = endless ? `timeout --signal=INT 8 ${command}` : `${command}${cluster}`;
  const { code, output } = await run("bash", ["-c", line], { env });
  outputs.set(command, output);
  expect({ output, code }).toMatchObject({ code: endless ? 124 : 0 });
});

test("what the quick start promises was seen", () => {
  const output = (part: string) => [...outputs].find(([command]) => command.includes(part))?.[1] ?? "";
  expect(output("npm start")).toContain(
    "e2e-readme runs and passed its checks: 3 brokers, 1 ZooKeeper server",
  );
  for (let index = 0; index < 10; index++) expect(output("consumer")).toContain(`message ${index}\n`);
  expect(output("kafka-docker")).toContain("e2e-readme works: 17 of 17 checks passed");
  expect(output("destroy")).toContain("removed 4 containers, 1 network and 4 volumes");
});

test("and nothing is left", async () => {
  expect(await cluster.leftovers()).toEqual([]);
});
