import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { must } from "../test/support/deployment";

let interpreter: Promise<string> | undefined;

/** Path of a Python that has the Kafka client; it is made in the cache where there is none. */
function python(): Promise<string> {
  const find =
    'import { providePython, pythonWithClient } from "./tools/python.mjs";' +
    "await providePython(() => {}); console.log(pythonWithClient())";
  interpreter ??= must("node", ["--input-type=module", "--eval", find]).then((path) => path.trim());
  return interpreter;
}

/** One of the suite's Python programs. It ends when its standard input does. */
export class PythonProgram {
  private stderr = "";
  private readonly ended: Promise<number>;

  private constructor(
    private readonly file: string,
    private readonly child: ChildProcessWithoutNullStreams,
    onLine: (line: string) => void,
  ) {
    let rest = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      lines.forEach(onLine);
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (this.stderr += chunk));
    // One that has ended is told by its exit code.
    child.stdin.on("error", () => undefined);
    this.ended = once(child, "close").then(([code]) => (code as number | null) ?? 1);
  }

  /**
   * Starts it.
   *
   * @param file - In this folder.
   * @param args - Its arguments.
   * @param onLine - Is given each line that it prints.
   */
  public static async start(
    file: string,
    args: readonly string[],
    onLine: (line: string) => void = () => undefined,
  ): Promise<PythonProgram> {
    const child = spawn(await python(), [join(__dirname, file), ...args]);
    await once(child, "spawn");
    return new PythonProgram(file, child, onLine);
  }

  /** Whether it has not ended. */
  public get runs(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /**
   * Tells it to end, and waits until it has.
   *
   * @throws Error - with what it said, when it failed.
   */
  public async finish(): Promise<void> {
    this.child.stdin.end();
    await this.done();
  }

  /**
   * Waits until it has ended by itself.
   *
   * @throws Error - with what it said, when it failed.
   */
  public async done(): Promise<void> {
    const code = await this.ended;
    if (code !== 0) throw new Error(`${this.file} ended with ${code}: ${this.stderr.trim().slice(-500)}`);
  }

  /** Ends it at once, whatever it does. */
  public kill(): void {
    this.child.kill("SIGKILL");
  }
}
