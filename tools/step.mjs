const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const NAME_WIDTH = 10;
const RESULT_WIDTH = 52;
const STILL_EVERY_MS = 15_000;

/** The running steps: several may run side by side and share the one line at the bottom of a terminal. */
const running = new Set();
const finished = [];
let firstStart;
let redraw;
let frame = 0;

/** An error whose message and remedy say everything that its reader needs: it is shown without a stack. */
export class StepError extends Error {
  /**
   * @param {string} message what failed, with the name and the value of the setting if one is at fault
   * @param {string[]} remedy the ways out, one a line
   */
  constructor(message, remedy = []) {
    super(message);
    this.name = "StepError";
    this.remedy = remedy;
  }
}

const isTerminal = () => Boolean(process.stdout.isTTY) && !process.env.CI;
const seconds = (since) => (Date.now() - since) / 1000;
const clearLine = () => isTerminal() && process.stdout.write("\r\x1b[2K");

function draw() {
  frame = (frame + 1) % FRAMES.length;
  const texts = [...running].map(
    ({ name, text, start }) => `${name}  ${seconds(start).toFixed(0)} s  ${text}`,
  );
  const line = `${FRAMES[frame]} ${texts.join("  |  ")}`;
  process.stdout.write(`\r\x1b[2K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
}

function enter(entry) {
  running.add(entry);
  if (isTerminal()) {
    draw();
    redraw ??= setInterval(draw, 100);
    return;
  }
  // Without a terminal there is nothing to redraw, but a log that stands still looks like a hang.
  entry.still = setInterval(() => {
    const text = entry.text ? `still: ${entry.text}` : "still working";
    console.log(`  ${entry.name.padEnd(NAME_WIDTH)}  ${text}, ${seconds(entry.start).toFixed(0)} s`);
  }, STILL_EVERY_MS);
}

function leave(entry) {
  running.delete(entry);
  clearInterval(entry.still);
  if (redraw && running.size === 0) {
    clearInterval(redraw);
    redraw = undefined;
  }
  clearLine();
}

/**
 * Runs one step of the set-up and prints one line when it is done.
 * @template T
 * @param {string} name the step's name, one or two words
 * @param {(say: (text: string) => void) => Promise<T> | T} work does it; `say` tells what is being done just now.
 *   What it returns is the result text, or an object whose `text` is the result text.
 * @returns {Promise<T>} what `work` returned
 */
export async function step(name, work) {
  const entry = { name, text: "", start: Date.now() };
  firstStart ??= entry.start;
  enter(entry);
  let result;
  try {
    result = await work((text) => (entry.text = text));
  } finally {
    leave(entry);
  }
  const elapsed = seconds(entry.start);
  finished.push({ name, seconds: elapsed });
  const text = String((typeof result === "object" ? result?.text : result) ?? "").padEnd(RESULT_WIDTH);
  console.log(`✓ ${name.padEnd(NAME_WIDTH)}  ${text} ${elapsed.toFixed(1).padStart(6)} s`);
  return result;
}

/**
 * How long each finished step took, and how long it is since the first one began (steps may overlap).
 * @returns {{steps: {name: string, seconds: number}[], seconds: number}} the timings
 */
export function timings() {
  return { steps: [...finished], seconds: firstStart === undefined ? 0 : seconds(firstStart) };
}

/**
 * Prints an error as one message to stderr and sets the exit code.
 * @param {unknown} error what was thrown
 */
export function fail(error) {
  clearLine();
  process.exitCode = 1;
  if (!(error instanceof StepError)) {
    // Not foreseen: whoever reports it needs the stack.
    console.error(error);
    return;
  }
  if (error.exitCode) process.exitCode = error.exitCode;
  console.error(`\n✗ ${error.message}`);
  for (const line of error.remedy) console.error(`  ${line}`);
}

/**
 * A number with its noun.
 *
 * @param {number} count how many
 * @param {string} noun for one of them
 * @returns {string} such as `1 broker` or `3 brokers`
 */
export function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
