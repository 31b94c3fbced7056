import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FullRead, type GroupOffset, parseGroupOffsets, parseRecords } from "./history";
import { type LoadOptions } from "./load";
import { PythonProgram } from "./python";

type Place = Pick<LoadOptions, "folder" | "servers" | "topic">;

/** A group that follows a topic, and commits as it goes. */
export class Follower {
  private constructor(
    private readonly program: PythonProgram,
    private readonly file: string,
  ) {}

  /** Begins to read. */
  public static async start({ folder, servers, topic }: Place): Promise<Follower> {
    const file = join(folder, `${topic}.offsets`);
    const args = [servers, topic, `${topic}-follower`, file];
    return new Follower(await PythonProgram.start("follow.py", args), file);
  }

  /** Ends it, once it has asked for the offsets of its group. */
  public async stop(): Promise<GroupOffset[]> {
    await this.program.finish();
    return parseGroupOffsets(readFileSync(this.file, "utf8"));
  }

  /** Ends it at once. */
  public kill(): void {
    this.program.kill();
  }
}

/**
 * Reads all of a topic, as a group that never was.
 *
 * @param place - Where from, and the folder for the file of records.
 * @param name - When it is, in a word.
 */
export async function readAll({ folder, servers, topic }: Place, name: string): Promise<FullRead> {
  const file = join(folder, `${topic}-${name}.records`);
  const startedMs = Date.now();
  await (await PythonProgram.start("read.py", [servers, topic, file])).done();
  return { name, startedMs, records: parseRecords(readFileSync(file, "utf8")) };
}
