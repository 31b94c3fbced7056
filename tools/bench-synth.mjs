import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

// npm run bench:synth: how long one process takes to synthesize an app of n brokers and 10 n topics, files included.
// Medians of several runs, each of a new app; --json for programs.
const require = createRequire(import.meta.url);
const { App, TerraformStack } = require("cdktf");
const { DockerProvider } = require("@cdktf/provider-docker/lib/provider");
const { KafkaCluster } = require("cdktf-kafka-docker");

const SIZES = [10, 25, 50, 100];
const TOPICS_OF_A_BROKER = 10;
const RUNS = 5;

function milliseconds(brokers) {
  const outdir = mkdtempSync(join(tmpdir(), "bench-synth-"));
  try {
    const started = performance.now();
    const app = new App({ outdir });
    const stack = new TerraformStack(app, "bench");
    new DockerProvider(stack, "docker", {});
    const kafka = new KafkaCluster(stack, "kafka", { brokers });
    for (let index = 0; index < brokers * TOPICS_OF_A_BROKER; index++) kafka.addTopic(`topic-${index}`);
    app.synth();
    return performance.now() - started;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const first = milliseconds(SIZES.at(-1));
// One size after the other in each round: a moment in which the machine is busy then falls on all of them.
const rounds = Array.from({ length: RUNS }, () => SIZES.map(milliseconds));
const results = SIZES.map((brokers, index) => {
  const ms = median(rounds.map((round) => round[index]));
  return { brokers, topics: brokers * TOPICS_OF_A_BROKER, ms: Math.round(ms), msPerBroker: ms / brokers };
});
const growth = results.at(-1).msPerBroker / results[0].msPerBroker;

if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ version: 1, runs: RUNS, first: Math.round(first), results, growth }, null, 2));
} else {
  console.log(
    `first, of ${SIZES.at(-1)} brokers: ${Math.round(first)} ms; medians of ${RUNS} runs after it:`,
  );
  for (const { brokers, ms, msPerBroker, topics } of results) {
    const each = `${msPerBroker.toFixed(2)} ms a broker`;
    console.log(
      `${String(brokers).padStart(5)} brokers  ${String(topics).padStart(5)} topics  ${String(ms).padStart(6)} ms  ${each}`,
    );
  }
  console.log(`time a broker at ${SIZES.at(-1)} brokers is ${growth.toFixed(2)} times that at ${SIZES[0]}`);
}
