import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brokerStart, zookeeperStart } from "../../../constructs/config/start-script";

const folder = mkdtempSync(join(tmpdir(), "start-script-"));
const at = (...names: string[]) => join(folder, ...names);

beforeAll(() => {
  for (const name of ["libs", "data"]) mkdirSync(at(name));
  for (const jar of ["b.jar", "a.jar", "C.jar", "a.txt"]) writeFileSync(at("libs", jar), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The class path and the arguments with which Java would replace the shell; the folders are those of this test. */
function given(script: string, env: Record<string, string> = {}): string[] {
  const text = script
    .replaceAll(" >/tmp/", ` >${folder}/`)
    .replaceAll("/opt/kafka", folder)
    .replaceAll("/var/lib/kafka/data", at("data"))
    .replace("exec java ", `exec printf '%s\\n' "$CLASSPATH" `);
  const settings = { SERVER_PROPERTIES: "", LOG4J_PROPERTIES: "", PATH: process.env["PATH"] };
  const args = ["-euc", text, "kafka-1", "-Xmx64m", "an option"];
  const output = execFileSync("bash", args, {
    env: { ...settings, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return String(output).trimEnd().split("\n");
}

const CLASS_PATH = ["C.jar", "a.jar", "b.jar"].map((jar) => at("libs", jar)).join(":");

test("jars are in the order of their names, whatever the language of the container", () => {
  expect(given(brokerStart([]))).toEqual([CLASS_PATH, "-Xmx64m", "an option"]);
  expect(given(brokerStart([]), { LC_ALL: "en_US.UTF-8", CLASSPATH: "x" })[0]).toBe(CLASS_PATH);
});

test("an archive of classes is used where the image has one, each server its own", () => {
  mkdirSync(at("class-data"));
  writeFileSync(at("class-data", "broker.jsa"), "");
  const archive = `-XX:SharedArchiveFile=${at("class-data", "broker.jsa")}`;
  expect(given(brokerStart([]))).toEqual([CLASS_PATH, archive, "-Xmx64m", "an option"]);
  expect(given(zookeeperStart(1))).toEqual([CLASS_PATH, "-Duser.home=/cluster/", "-Xmx64m", "an option"]);
});
