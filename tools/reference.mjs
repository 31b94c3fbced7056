import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { membersOf } from "./declarations.mjs";

// npm run docs: writes the parts of the pages that the sources know, between `<!-- generated: NAME -->` and
// `<!-- end -->`. With --check it writes nothing, and fails at a page that is out of date. It needs a build.
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

/** Every part by its name; what makes its text. */
const PARTS = {
  "props of KafkaClusterProps": () => props("kafka-cluster-props.ts", "KafkaClusterProps"),
  "props of KafkaListener": () => props("config/listeners.ts", "KafkaListener"),
  "props of KafkaSecurity": () => props("config/security.ts", "KafkaSecurity"),
  "props of KafkaTopicProps": () => props("config/topic.ts", "KafkaTopicProps"),
  "props of KafkaUserProps": () => props("config/user.ts", "KafkaUserProps"),
  "props of KafkaUserQuotas": () => props("config/user.ts", "KafkaUserQuotas"),
  "attributes of KafkaUser": () => attributes("kafka-user.ts", "KafkaUser"),
  "grants of GrantableTopics": () => attributes("grantable-topics.ts", "GrantableTopics"),
  "attributes of KafkaCluster": () => attributes("kafka-cluster.ts", "KafkaCluster"),
  "attributes of IKafkaCluster": () => attributes("imported-cluster.ts", "IKafkaCluster"),
  "attributes of KafkaTopic": () => attributes("kafka-topic.ts", "KafkaTopic"),
  "attributes of KafkaNetwork": () => attributes("kafka-network.ts", "KafkaNetwork"),
  "attributes of KafkaBroker": () => attributes("kafka-broker.ts", "KafkaBroker"),
  "attributes of ZookeeperEnsemble": () => attributes("zookeeper-ensemble.ts", "ZookeeperEnsemble"),
  rules: () => messages("rule", compiled("rules").RULES),
  advice: () => messages("advice", compiled("rules").ADVICE, "warning"),
  versions: () => versions(compiled("versions").KAFKA_LINES),
  "owned broker keys": () => ownedKeys(compiled("broker").OWNED_BROKER_KEYS),
  "owned zookeeper keys": () => ownedKeys(compiled("zookeeper").OWNED_ZOOKEEPER_KEYS),
  "dynamic settings": () => compiled("dynamic-settings").DYNAMIC_SETTINGS.map(code).join(", ") + ".",
  "default-json": defaultJson,
  checks,
  symptoms,
  "fields of VerifyReport": () => fields("VerifyReport"),
  "fields of CheckResult": () => fields("CheckResult"),
  "fields of Topology": () => fields("Topology"),
  "fields of Latency": () => fields("Latency"),
  "fields of VerifyOptions": () => options("run.ts", "VerifyOptions"),
};

/** Support of a line of releases, in words. */
const SUPPORT = {
  fixes: "the project makes releases of it",
  last: "the last that runs with ZooKeeper; later lines get the fixes",
  ended: "no more releases",
};

const METADATA = { zookeeper: "ZooKeeper", kraft: "KRaft" };

function props(file, noun) {
  const rows = membersOf(join(ROOT, "constructs", file), noun).map((prop) => {
    const { name, optional, otherwise, text, type } = prop;
    if (optional && otherwise === undefined) throw new Error(`${noun}.${name} has no @default`);
    return [code(name), code(type), otherwise === undefined ? "required" : defaultOf(otherwise), text];
  });
  return table(["prop", "type", "default", "what it is"], rows);
}

/** A default that begins with a hyphen is told in words; any other is a value. */
function defaultOf(text) {
  return text.startsWith("- ") ? text.slice(2) : code(text);
}

function attributes(file, noun) {
  const members = membersOf(join(ROOT, "constructs", file), noun);
  const rows = members.map(({ name, text, type }) => [code(name), code(type), text]);
  return table(["attribute", "type", "what it is"], rows);
}

function messages(noun, all, what = "message") {
  return table(
    [noun, what],
    Object.entries(all).map(([name, message]) => [code(name), code(message)]),
  );
}

function versions(lines) {
  const rows = lines.map(({ line, metadata, support }) => [
    line,
    metadata.map((one) => METADATA[one]).join(", "),
    SUPPORT[support],
  ]);
  return table(["line", "metadata", "support"], rows);
}

function ownedKeys(keys) {
  return table(
    ["key", "instead"],
    Object.entries(keys).map(([key, instead]) => [code(key), instead]),
  );
}

/** What Terraform is given for the first broker of a cluster without props. */
function defaultJson() {
  const { App, TerraformStack, Testing } = require("cdktf");
  const { DockerProvider } = require("@cdktf/provider-docker/lib/provider");
  const { KafkaCluster } = require("cdktf-kafka-docker");
  const outdir = mkdtempSync(join(tmpdir(), "reference-"));
  const stack = new TerraformStack(Testing.stubVersion(new App({ outdir })), "messaging");
  rmSync(outdir, { recursive: true });
  new DockerProvider(stack, "docker", {});
  new KafkaCluster(stack, "kafka");
  const text = Testing.synth(stack);
  const { resource } = JSON.parse(text);
  const count = Object.values(resource).flatMap(Object.keys).length;
  const kB = Math.round(Buffer.byteLength(text) / 1000);
  const broker = JSON.stringify(resource.docker_container["kafka-1"], null, 2);
  return `The stack of a cluster without props has ${count} resources: ${kB} kB of JSON, beside CDKTF's metadata. This is the container of broker 1, \`docker_container.kafka-1\`:\n\n\`\`\`json\n${broker}\n\`\`\``;
}

/** The ladder, in its order. */
function checks() {
  const { LADDER } = require(join(ROOT, "dist", "checks", "ladder.js"));
  const rows = LADDER.map(({ disruptive, name, needs, quick, timeoutSeconds, title }) => [
    code(name),
    title,
    disruptive ? "`--disruptive`" : quick ? "yes" : "",
    needs.map(code).join(", "),
    String(timeoutSeconds),
  ]);
  return table(["check", "verifies that", "in a deploy", "needs", "seconds"], rows);
}

function symptoms() {
  const { SYMPTOMS } = require(join(ROOT, "dist", "checks", "symptoms.js"));
  const rows = SYMPTOMS.map(({ cause, name, remedy }) => [name, plain(cause), plain(remedy)]);
  return table(["fault", "cause that is told", "what to do"], rows);
}

function plain(text) {
  return text.replaceAll("{container}", "_container_").replaceAll("{1}", "…");
}

function fields(noun) {
  const members = membersOf(join(ROOT, "checks", "report.ts"), noun);
  const rows = members.map(({ name, optional, text, type }) => [
    code(optional ? `${name}?` : name),
    code(type),
    text,
  ]);
  return table(["field", "type", "what it is"], rows);
}

function options(file, noun) {
  const members = membersOf(join(ROOT, "checks", file), noun);
  return table(
    ["option", "type", "what it is"],
    members.map(({ name, text, type }) => [code(name), code(type), text]),
  );
}

function compiled(name) {
  return require(join(ROOT, "dist", "constructs", "config", `${name}.js`));
}

function code(text) {
  return `\`${text}\``;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [head, head.map(() => "---"), ...rows].map(line).join("\n");
}

const MARKED = /^<!-- generated: (.+?) -->\n[\s\S]*?^<!-- end -->$/gm;

/** The page with each of its parts made anew. */
async function generate(file, text, used) {
  const marked = text.replace(MARKED, (_, name) => {
    if (!Object.hasOwn(PARTS, name)) throw new Error(`${file} has an unknown part "${name}"`);
    used.add(name);
    return `<!-- generated: ${name} -->\n\n${PARTS[name]()}\n\n<!-- end -->`;
  });
  const [begun, ended] = [/^<!-- generated: /gm, /^<!-- end -->$/gm].map((mark) => marked.match(mark) ?? []);
  if (begun.length !== ended.length) throw new Error(`${file} has a part without its begin or its end`);
  const path = join(ROOT, file);
  return format(marked, { ...(await resolveConfig(path)), filepath: path });
}

const used = new Set();
const pages = readdirSync(join(ROOT, "docs"), { recursive: true }).map((file) => join("docs", String(file)));
for (const file of ["README.md", ...pages.filter((page) => page.endsWith(".md")).sort()]) {
  const text = readFileSync(join(ROOT, file), "utf8");
  if (!text.includes("<!-- generated: ")) continue;
  const wanted = await generate(file, text, used);
  if (wanted === text) continue;
  if (process.argv.includes("--check")) {
    console.error(`${file} is out of date: npm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(join(ROOT, file), wanted);
    console.log(`wrote ${file}`);
  }
}
const unused = Object.keys(PARTS).filter((name) => !used.has(name));
if (unused.length > 0) throw new Error(`no page has the parts ${unused.join(", ")}`);
