import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type KafkaProfile } from "cdktf-kafka-docker";
import { wholeNumber } from "../test/support/whole-number";
import { randomRows } from "./random";
import { type Row } from "./row";
import { ROWS } from "./rows";
import { Suite } from "./suite";
import { changesTable, table } from "./table";

// npm run faults: disturbs a cluster of its own under load, and checks that it keeps what it has promised
// (docs/faults.md).
const USAGE = `usage: npm run faults -- [--row 1,2] [--repeat 3] [--out FOLDER] [--json] [--name NAME] [--port PORT]
                         [--profile development|production]
                         [--restart-engine] | [--random MINUTES [--seed NUMBER]]`;

const options = {
  row: { type: "string" },
  repeat: { type: "string", default: "1" },
  out: { type: "string", default: ".e2e/faults-results" },
  json: { type: "boolean", default: false },
  name: { type: "string", default: "faults" },
  port: { type: "string", default: "28792" },
  profile: { type: "string", default: "development" },
  "restart-engine": { type: "boolean", default: false },
  random: { type: "string" },
  seed: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** As shells tell it. */
const INTERRUPTED = 130;

function profileOf(text: string): KafkaProfile {
  if (text === "development" || text === "production") return text;
  throw new Error(`--profile must be development or production, got "${text}"`);
}

interface Values {
  readonly row?: string;
  readonly repeat: string;
  readonly random?: string;
  readonly seed?: string;
  readonly "restart-engine": boolean;
}
type Say = (text: string) => void;

function chosenRows(values: Values, say: Say): (readonly [Row, number])[] {
  const numbers = values.row?.split(",").map((text) => wholeNumber(text, "row"));
  for (const number of numbers ?? [])
    if (!ROWS.some((row) => row.number === number)) throw new Error(`--row: there is no row ${number}`);
  const repeat = wholeNumber(values.repeat, "repeat");
  return ROWS.filter(({ number }) => numbers?.includes(number) ?? true).flatMap((row) => {
    if (row.needs === undefined || values[row.needs])
      return Array.from({ length: repeat }, (_, index) => [row, index + 1] as const);
    say(`row ${row.number} is left out: it needs --${row.needs}`);
    return [];
  });
}

function randomLegs({ random, seed: given }: Values, say: Say) {
  const seed = wholeNumber(given ?? String(1 + Math.floor(Math.random() * 1e6)), "seed");
  say(`random faults for ${random} minutes, --seed ${seed}`);
  return randomRows(wholeNumber(random!, "random"), seed, say);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const say = (text: string) => (values.json ? console.error(text) : console.log(text));
  if (process.getuid?.() !== 0) throw new Error("faults kill processes of containers: run it as root");
  const rows = values.random === undefined ? chosenRows(values, say) : randomLegs(values, say);
  const out = resolve(values.out);
  const { name } = values;
  const firstPort = wholeNumber(values.port, "port");
  const suite = new Suite({ name, firstPort, out, profile: profileOf(values.profile), say });
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      say(`${signal}: the cluster is removed`);
      suite.interrupt();
    });
  const results = await suite.run(rows);
  // What the row still waits for is of no use any more.
  if (suite.wasInterrupted) process.exit(INTERRUPTED);
  if (values.json) console.log(JSON.stringify({ version: 1, results }, null, 2));
  else say(`\n${table(results)}${changesTable(results)}\nTable, figures and pictures are in ${out}`);
  return results.length > 0 && results.every(({ holds }) => holds) ? 0 : 1;
}

main().then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(`${error.message}\n${USAGE}`);
    process.exitCode = 64;
  },
);
