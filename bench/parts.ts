import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Bare } from "./bare";
import { type Collection } from "./collection";
import { growth } from "./growth";
import { roundTrip } from "./round-trip";
import { type Running } from "./running";
import { sizes } from "./sizes";
import { type Command, type Subject } from "./subject";
import { clientsOf, write } from "./throughput";

/** A cluster that has just started still has something to do. */
const REST_MS = 10_000;

/** What is measured, and of whom. */
export interface Bench {
  readonly runs: number;
  /** First of those that nobody else uses. */
  readonly port: number;
  readonly development: Subject;
  readonly production: Subject;
  readonly bare: Bare;
  /** All of them, in turn. */
  readonly subjects: readonly Subject[];
  readonly running: Running;
  readonly collection: Collection;
  readonly say: (text: string) => void;
}

const WHAT: Readonly<Record<Command, string>> = {
  synth: "synth",
  plan: "plan",
  deploy: "deploy, nothing to change",
  check: "check",
};

/** Cold: the image is there, nothing runs. From the command to the first round trip, and memory some seconds later. */
async function start({ collection, running, runs, say, subjects }: Bench): Promise<void> {
  for (let run = 1; run <= runs; run++)
    for (const subject of subjects) {
      say(`start  ${run} of ${runs}  ${subject.title}`);
      const began = performance.now();
      const since = () => (performance.now() - began) / 1000;
      await running.start(subject);
      if (!subject.verifies) {
        collection.add("until healthy", "s", subject.name, since());
        await roundTrip(subject.servers);
      }
      collection.add("start", "s", subject.name, since());
      await sleep(REST_MS);
      const kib = (await subject.processes()).map(proportionalKiB).reduce((sum, one) => sum + one, 0);
      collection.add("memory at rest", "MiB", subject.name, kib / 1024);
      await running.stop(subject);
    }
}

/** Commands on clusters that run, with nothing to change. */
async function again({ collection, production, running, runs, say, subjects }: Bench): Promise<void> {
  // The profile makes no difference to them.
  const compared = subjects.filter(
    (subject) => subject !== production && Object.keys(subject.again).length > 0,
  );
  for (const subject of compared) await running.start(subject);
  for (let run = 1; run <= runs; run++) {
    say(`again  ${run} of ${runs}`);
    for (const subject of compared)
      for (const [command, work] of Object.entries(subject.again))
        await collection.time(WHAT[command as Command], subject.name, work);
  }
  for (const subject of compared) await running.stop(subject);
}

/** Writes with `acks=all`: inside the network, by the published ports, and to Java on the host. */
async function throughput({ bare, collection, production, running, runs, say }: Bench): Promise<void> {
  for (const subject of [production, bare]) await running.start(subject);
  // The first run is to warm up.
  for (let run = 0; run <= runs; run++)
    for (const client of clientsOf(production, bare)) {
      say(`write  ${run} of ${runs}  ${client.title}`);
      const { p99, rate } = await write(client);
      if (run === 0) continue;
      collection.add("written", "MiB/s", client.name, rate);
      collection.add("time for a MiB", "ms", client.name, 1000 / rate);
      collection.add("p99 of paced writes", "ms", client.name, p99);
    }
  for (const subject of [production, bare]) await running.stop(subject);
}

/** What can be left out. */
export const PARTS: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  start,
  again,
  throughput,
  growth,
  sizes,
};

/** Memory of a process, with its share of what it has in common with others. */
function proportionalKiB(pid: number): number {
  const [, kib] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")) ?? [];
  return Number(kib);
}
