import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A container that writes numbered lines, of which none may be missing and none be there twice. */
export interface Chatter {
  readonly container: string;
  /** An image of Node.js. */
  readonly image: string;
  /** Lines a second; Infinity is as fast as it can. */
  readonly rate: number;
  /** After so many it waits to be removed, as its log is removed with it. */
  readonly lines: number;
}

/** Written in steps of 50 ms, each line with its number, and with words that look like a program's. */
const PROGRAM = `
const [rate, lines] = process.argv.slice(1).map(Number);
let written = 0;
const began = Date.now();
const step = () => {
  const due = Math.min(lines, rate === Infinity ? written + 5000 : Math.floor(((Date.now() - began) / 1000) * rate));
  let text = "";
  while (written < due) text += "line " + ++written + " of a request that took " + (written % 97) + " ms\\n";
  const more = () => setTimeout(step, rate === Infinity ? 0 : 50);
  if (text === "") more();
  // In turn to both streams, of which each has its own way to the log.
  else (written % 2 ? process.stderr : process.stdout).write(text, written < lines ? more : () => setInterval(() => {}, 1000));
};
process.once("SIGTERM", () => process.exit());
step();
`;

/** Starts it. */
export async function startChatter({ container, image, lines, rate }: Chatter): Promise<void> {
  const program = ["node", "-e", PROGRAM, String(rate), String(lines)];
  await run("docker", [
    "run",
    "--detach",
    "--init",
    "--name",
    container,
    "--network",
    "none",
    image,
    ...program,
  ]);
}

/** Removes it, whether it is there or not. */
export async function removeChatter(container: string): Promise<void> {
  await run("docker", ["rm", "--force", "--volumes", container]);
}
