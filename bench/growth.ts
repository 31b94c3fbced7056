import { declare } from "../test/support/declared-stack";
import { Deployment, must } from "../test/support/deployment";
import { type Bench } from "./parts";
import { type Removable } from "./running";

/** One after the other, as two cores cannot carry all of them at once. */
const BROKERS = [3, 10, 20, 30];
const PARTITIONS = [10, 250, 500, 1000, 2000];
const PARTITIONS_OF_A_TOPIC = 10;

/** What is compared with how much of it there is. */
export const GROWTH = {
  synth: "synth, by brokers",
  plan: "plan with nothing to change, by brokers",
  check: "check, by partitions",
} as const;

/** How much of something, as figures name it. */
export const amount = (count: number, noun: string) => `${count} ${noun}`;

/** Synthesis and plan of more and more brokers, and the check of more and more partitions, on clusters that run. */
export async function growth(bench: Bench): Promise<void> {
  for (const brokers of BROKERS) await brokersOf(bench, brokers);
  await partitions(bench);
}

async function brokersOf({ collection, port, running, runs, say }: Bench, brokers: number): Promise<void> {
  const deployment = new Deployment(`bench-${brokers}`, {
    KAFKA_BROKERS: String(brokers),
    KAFKA_FIRST_PORT: String(port),
  });
  const cluster = removable(deployment);
  say(`growth  ${brokers} brokers`);
  running.started(cluster);
  // First, as the stack that is deployed then takes its place.
  const of = amount(brokers, "brokers");
  for (let run = 0; run < runs; run++) await collection.time(GROWTH.synth, of, () => deployment.synth());
  // What the checks of so many cost on few processors is not what is measured.
  declare(deployment, { brokers, firstPort: port, verify: false });
  await applied(deployment);
  for (let run = 0; run < runs; run++) await collection.time(GROWTH.plan, of, () => planned(deployment));
  await running.stop(cluster);
}

async function partitions({ collection, port, running, runs, say }: Bench): Promise<void> {
  const deployment = new Deployment("bench-partitions", {});
  const cluster = removable(deployment);
  running.started(cluster);
  for (const count of PARTITIONS) {
    say(`growth  ${count} partitions`);
    declare(deployment, { brokers: 3, firstPort: port }, (kafka) => {
      for (let topic = 0; topic < count / PARTITIONS_OF_A_TOPIC; topic++)
        kafka.addTopic(`topic-${topic}`, { partitions: PARTITIONS_OF_A_TOPIC });
    });
    await applied(deployment);
    const check = () => must(process.execPath, deployment.commandLine("check"));
    for (let run = 0; run < runs; run++)
      await collection.time(GROWTH.check, amount(count, "partitions"), check);
  }
  await running.stop(cluster);
}

const removable = (deployment: Deployment): Removable => ({
  name: deployment.name,
  stop: () => deployment.cleanUp(),
});

async function applied(deployment: Deployment): Promise<void> {
  const { code, output } = await deployment.apply();
  if (code !== 0) throw new Error(`the deploy of ${deployment.name} ended with ${code}:\n${output}`);
}

async function planned(deployment: Deployment): Promise<void> {
  const { code, output } = await deployment.command("plan");
  if (code !== 0) throw new Error(`a plan with nothing to change ended with ${code}:\n${output}`);
}
