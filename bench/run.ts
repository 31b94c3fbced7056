import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { docker } from "../test/support/deployment";
import { wholeNumber } from "../test/support/whole-number";
import { Bare } from "./bare";
import { Collection } from "./collection";
import { compose } from "./compose";
import { draw } from "./drawing";
import { judge, type Target } from "./figures";
import { amount, GROWTH } from "./growth";
import { ours } from "./ours";
import { PARTS } from "./parts";
import { Running } from "./running";
import { SIZED, SIZED_READ, sized } from "./sizes";
import { type Subject } from "./subject";
import { type BenchResult, table } from "./table";
import { template } from "./template";

// npm run bench: this package beside a Compose file, Java started by hand, and cdktf's default template, in turn.
const USAGE = `usage: npm run bench -- [--runs 5] [--only ${Object.keys(PARTS).join(",")}] [--out FOLDER] [--port PORT] [--json]`;

/** What this package promises. */
const TARGETS: readonly Target[] = [
  { what: "start", of: "bench-development", to: "bench-compose", atMost: 0.5 },
  { what: "start", of: "bench-development", to: "bench-bare", atMost: 0.9 },
  { what: "memory at rest", of: "bench-development", to: "bench-compose", atMost: 0.75 },
  { what: "deploy, nothing to change", of: "bench-development", atMost: 3 },
  { what: "synth", of: "bench-development", atMost: 0.7 },
  { what: "time for a MiB", of: "network", to: "bare", atMost: 1.05 },
  { what: "p99 of paced writes", of: "network", to: "bare", atMost: 1.05 },
  // Linear or better.
  { what: GROWTH.synth, of: amount(30, "brokers"), to: amount(3, "brokers"), atMost: 10 },
  { what: GROWTH.plan, of: amount(30, "brokers"), to: amount(3, "brokers"), atMost: 10 },
  { what: GROWTH.check, of: amount(2000, "partitions"), to: amount(10, "partitions"), atMost: 200 },
  // What was sized carries what it was sized for, with its head-room.
  ...[SIZED, SIZED_READ].flatMap((what) => sized.map((of) => ({ what, of, atMost: 1 }))),
];

const options = {
  runs: { type: "string", default: "5" },
  only: { type: "string", default: Object.keys(PARTS).join(",") },
  out: { type: "string", default: ".e2e/bench" },
  port: { type: "string", default: "29092" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

async function main(): Promise<number> {
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const runs = wholeNumber(values.runs, "runs", 1, 100);
  const port = wholeNumber(values.port, "port", 1024, 65_000);
  const parts = values.only.split(",");
  for (const part of parts)
    if (!(part in PARTS))
      throw new RangeError(`--only must be of ${Object.keys(PARTS).join(", ")}, got "${part}"`);
  const say = (text: string) => (values.json ? console.error(text) : console.log(text));
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });

  const bare = new Bare(join(out, "bare"), port + 60);
  const [development, production] = [ours("development", port), ours("production", port + 20)];
  const command = JSON.parse(process.env["BENCH_COMPOSE"] ?? '["docker","compose"]') as string[];
  const subjects: readonly Subject[] = [
    development,
    production,
    compose(command, port + 40),
    bare,
    template(port + 80),
  ];
  const [collection, running] = [new Collection(), new Running(say)];
  const clients = {
    network: "ours, in its network",
    published: "ours, by published ports",
    bare: bare.title,
  };
  const titles = { ...Object.fromEntries(subjects.map(({ name, title }) => [name, title])), ...clients };
  const save = async (): Promise<BenchResult> => {
    const measured = collection.all;
    const targets = judge(TARGETS, measured);
    const result: BenchResult = { version: 1, machine: await machine(), runs, titles, measured, targets };
    writeFileSync(join(out, "results.json"), `${JSON.stringify(result, null, 2)}\n`);
    writeFileSync(join(out, "table.md"), table(result));
    writeFileSync(join(out, "chart.svg"), await draw(result));
    return result;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      say(`${signal}: what runs is removed`);
      void running.stopAll().then(() => process.exit(130));
    });
  try {
    for (const subject of subjects) {
      say(`prepare  ${subject.title}`);
      await subject.prepare();
    }
    for (const part of parts) {
      await PARTS[part]!({
        runs,
        port: port + 100,
        development,
        production,
        bare,
        subjects,
        running,
        collection,
        say,
      });
      // What comes later may fail.
      await save();
    }
  } finally {
    await running.stopAll();
    for (const subject of subjects) subject.remove?.();
  }
  const result = await save();
  if (values.json) console.log(JSON.stringify(result, null, 2));
  else say(`\n${table(result)}\nFigures, table and chart are in ${out}`);
  return result.targets.every(({ holds }) => holds) ? 0 : 1;
}

/** Where figures are taken. */
async function machine() {
  return {
    processors: `${cpus().length} x ${cpus()[0]!.model.trim()}`,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    kernel: release(),
    docker: (await docker("version", "--format", "{{.Server.Version}}")).trim(),
    node: process.version,
    load: Math.round(loadavg()[0]! * 10) / 10,
  };
}

main().then(
  (code) => (process.exitCode ||= code),
  (error: NodeJS.ErrnoException) => {
    const isUsage = error instanceof RangeError || error.code?.startsWith("ERR_PARSE_ARGS");
    console.error(isUsage ? `${error.message}\n${USAGE}` : error.message);
    process.exitCode = isUsage ? 64 : 1;
  },
);
