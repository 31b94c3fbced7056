import { existsSync } from "node:fs";
import { join } from "node:path";
import { BUILT_IMAGE, OFFICIAL_IMAGE } from "./image.mjs";
import { assertPortsFree, containersOf } from "./ports.mjs";
import { loadSettings, prepare, ROOT } from "./prepare.mjs";
import { run } from "./run.mjs";
import { counted, fail, step, StepError, timings } from "./step.mjs";
import { check, Standing } from "./standing.mjs";
import { converge, initialize, synthesizedStack } from "./terraform-stack.mjs";

const COMMAND = join(ROOT, "dist", "bin", "kafka-docker.js");

// npm start: from a fresh clone to a Kafka cluster that passed its checks.
let last;
try {
  loadSettings();
  last = Standing.ofLast(ROOT);
  const synthesized = () => last?.isOf(synthesizedStack(ROOT)) && last.check();
  const { terraform, registry } = await prepare({ synthesized });
  const stack = synthesizedStack(ROOT);
  await step("ports", () => portsOf(stack));
  const { done, unchanged } = await step("deploy", (say) => deploy(terraform.binary, registry, stack, say));
  if (!done.includes(`terraform_data.${stack.manifest.name}-verified`)) {
    let drift = [];
    await step("check", async () => {
      const result = await (unchanged?.check() ?? check(ROOT, stack));
      drift = unchanged ? driftIn(result) : [];
      return drift.length > 0 ? `${drift.join(" and ")} not as declared` : verdict(stack, result);
    });
    for (const what of drift) await step(what, () => mend(what, stack));
    if (drift.length > 0) await step("check", async () => verdict(stack, await check(ROOT, stack)));
  }
  console.log(summary(stack, registry));
} catch (error) {
  fail(error);
  await last?.discard().catch(() => {});
}

/** Before anything is created: no other deployment of the same name, and free ports. */
async function portsOf({ manifest: { brokers, name }, services, state }) {
  const containers = await containersOf(name);
  if (containers.length > 0 && !existsSync(state)) {
    throw new StepError(
      `KAFKA_NAME=${name}: such a cluster was deployed already, and not from this folder.`,
      [
        `Choose another KAFKA_NAME and KAFKA_FIRST_PORT, or remove that one from the folder it came from.`,
        `If its state is lost: npm run kafka-docker -- adopt ${name} takes it into the state of this folder.`,
        `If it is not wanted any more: docker rm -f ${containers.join(" ")}, then its network and volumes.`,
      ],
    );
  }
  const free = [
    await portsFree(
      brokers.map(({ external }) => external),
      name,
    ),
  ];
  const admin = brokers.flatMap(({ admin: address }) => address ?? []);
  if (admin.length > 0) free.push(await portsFree(admin, name));
  for (const { container, port } of services) {
    await assertPortsFree(port, 1, { container, setting: "PAGE_PORT" });
    free.push(port);
  }
  return `${free.join(" and ")} on 127.0.0.1`;
}

async function portsFree(addresses, cluster) {
  const ports = addresses.map((address) => Number(address.split(":").at(-1)));
  await assertPortsFree(ports[0], ports.length, { cluster });
  return `${ports[0]}${ports.length > 1 ? ` to ${ports.at(-1)}` : ""}`;
}

/** A deploy that changes the cluster checks it itself; otherwise the result has the standing that was found. */
async function deploy(binary, registry, stack, say) {
  const { folder, manifest, manifestFile } = stack;
  const isLast = last?.isOf(stack, binary);
  if (!isLast) await last?.discard();
  say("terraform init");
  await initialize(binary, folder, registry);
  if (existsSync(stack.state)) {
    say("terraform plan");
    const standing = await standingOf(binary, stack, isLast);
    if (await standing.isUnchanged()) return { done: [], unchanged: standing, text: "nothing to change" };
    await standing.discard();
    const plan = await planOf(manifestFile, say);
    if (plan.stops > 0) return roll(folder, manifest, manifestFile, plan, say);
  }
  const result = await converge(binary, "apply", folder, say);
  const { add, change, remove } = result;
  const text =
    add + change + remove === 0 ? "nothing to change" : `${add} added, ${change} changed, ${remove} removed`;
  return { ...result, text };
}

/** That of the last synthesis, where this one is the same. */
async function standingOf(binary, stack, isLast) {
  if (isLast) {
    // It may be from before an engine was started.
    if (!(await last.failed())) return last;
    await last.discard();
  }
  const standing = new Standing(ROOT, binary, stack);
  standing.check();
  return standing;
}

/** What the change does to servers that run; what the guard refuses ends it here. */
async function planOf(manifestFile, say) {
  say("kafka-docker plan");
  const args = [COMMAND, "plan", "--json", "--manifest", manifestFile];
  const { code, stderr, stdout } = await run(process.execPath, args, { cwd: ROOT });
  // Whatever stands in the way of a plan is told better by Terraform itself.
  if (code === 1) return { stops: 0 };
  if (stdout === "") throw new StepError(stderr.trimEnd());
  const { clusters, refused } = JSON.parse(stdout);
  if (refused.length > 0) {
    const reasons = refused.map(({ reason, rule, subject }) => `  ${subject}: ${reason} (${rule})`);
    throw new StepError(`the change is refused, and nothing was done:\n${reasons.join("\n")}`, [
      ...refused.map(({ remedy }) => remedy),
      "npm run kafka-docker -- plan    tells all of it; kafka-docker apply --allow RULE does it all the same",
    ]);
  }
  return { stops: clusters.flatMap(({ order }) => order).length };
}

/** One server at a time, each only when the cluster can spare it: Terraform itself would replace all at once. */
async function roll(folder, { name }, manifestFile, { stops }, say) {
  // Just what was planned and judged.
  const plan = join(folder, "kafka-docker.tfplan");
  const args = [COMMAND, "apply", "--yes", "--manifest", manifestFile, "--plan", plan];
  const options = { cwd: ROOT, onLine: (line) => say(line.trim()) };
  const { code, stderr, stdout } = await run(process.execPath, args, options);
  if (code !== 0) throw new StepError(`${stdout}\n${stderr}`.trim());
  return {
    done: [`terraform_data.${name}-verified`],
    text: `${counted(stops, "server")} changed, one at a time`,
  };
}

/** Terraform does not see what was done to topics and users by hand; the check does. */
function driftIn({ stdout }) {
  const failed = (...names) => names.some((name) => new RegExp(`^ *✗ ${name} `, "m").test(stdout));
  return [...(failed("topics") ? ["topics"] : []), ...(failed("users", "grants") ? ["users"] : [])];
}

async function mend(what, { manifest: { name }, manifestFile }) {
  const args = [COMMAND, `apply-${what}`, "--manifest", manifestFile];
  const { code, stderr, stdout } = await run(process.execPath, args, { cwd: ROOT });
  if (code !== 0) {
    throw new StepError(`the ${what} cannot be what is declared:\n\n${(stdout + stderr).trimEnd()}`, [
      `npm run kafka-docker -- ${what === "topics" ? "plan" : "check"} ${name}    tells what differs`,
    ]);
  }
  const lines = stdout.trimEnd().split("\n");
  for (const line of lines.slice(0, -1)) console.log(line);
  return lines.at(-1);
}

function verdict({ manifest }, { code, stdout }) {
  if (code !== 0) {
    throw new StepError(`the cluster is deployed, but does not work:\n\n${stdout.trimEnd()}`, [
      `npm run kafka-docker -- check ${manifest.name}    checks it again`,
    ]);
  }
  return stdout.trimEnd().split("\n").at(-1);
}

function summary({ manifest, outputs }, registry) {
  const { brokers, name, zookeepers } = manifest;
  const set = (...names) =>
    names
      .filter((key) => process.env[key])
      .map((key) => `${key}=${process.env[key]} `)
      .join("");
  // What the set-up has remembered need not be given again.
  const image = [OFFICIAL_IMAGE, BUILT_IMAGE].includes(process.env.KAFKA_IMAGE) ? [] : ["KAFKA_IMAGE"];
  const { seconds } = timings();
  const what = [counted(brokers.length, "broker"), counted(zookeepers.length, "ZooKeeper server")].join(", ");
  return `
${name} runs and passed its checks: ${what} (${seconds.toFixed(1)} s in all)

  bootstrap servers, from this host    ${brokers.map(({ external }) => external).join(",")}
  from containers on network "${name}"   ${brokers.map(({ internal }) => internal).join(",")}
${pages(outputs)}
Try next
${firstSteps(manifest).join("\n")}
  check     npm run kafka-docker -- check ${name}
${process.env.KAFKA_EXAMPLE ? "" : changes()}  remove    ${set("KAFKA_EXAMPLE", "KAFKA_NAME")}npm run destroy`;

  /** Of the project's own stack: what examples are made of stands in their code. */
  function changes() {
    return `  diff      ${set("TERRAFORM_BINARY_NAME", "DOCKER_HOST", ...image, "KAFKA_NAME", "KAFKA_BROKERS", "KAFKA_ZOOKEEPERS", "KAFKA_FIRST_PORT", "KAFKA_DATA_RETENTION", "KAFKA_SECURITY", "KAFKA_SECRETS", "KAFKA_PROFILE")}npx cdktf diff${registry ? "" : " --skip-provider-lock"}
  change    ${set("KAFKA_NAME", "KAFKA_ZOOKEEPERS", "KAFKA_FIRST_PORT", "KAFKA_DATA_RETENTION", "KAFKA_SECURITY", "KAFKA_SECRETS", "KAFKA_PROFILE")}KAFKA_BROKERS=${brokers.length + 1} npm start
`;
  }
}

/** What the stack has beside the cluster, to be looked at. */
function pages(outputs) {
  const all = Object.entries(outputs).filter(([, value]) => String(value).startsWith("http"));
  return all.map(([key, value]) => `  ${key.padEnd(37)}${value}\n`).join("");
}

/** Whoever wants to use a secured cluster must be somebody. */
function firstSteps({ brokers: [first], name, security, users = [] }) {
  if (security !== undefined) {
    const [user] = users;
    return [
      ...(user
        ? [`  client    npm run kafka-docker -- client-config ${user.name} --cluster ${name} --format java`]
        : [`  users     kafka.addUser("billing") in main.ts (docs/kafka-user.md)`]),
      `  secrets   npm run kafka-docker -- pki show ${name}`,
    ];
  }
  const exec = `docker exec -it ${first.container} /opt/kafka/bin`;
  return [
    `  create    ${exec}/kafka-topics.sh --bootstrap-server ${first.internal} --create --topic hello`,
    `  produce   ${exec}/kafka-console-producer.sh --bootstrap-server ${first.internal} --topic hello`,
    `  consume   ${exec}/kafka-console-consumer.sh --bootstrap-server ${first.internal} --topic hello --from-beginning`,
    "  in code   examples/quickstart",
  ];
}
