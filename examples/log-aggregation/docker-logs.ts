import Docker from "dockerode";
import { type Entry, type Source } from "./source";

/** So far before are lines that may have been written after others, of a container's other stream. */
const SLACK_SECONDS = 1;
/** A longer line is cut. */
const MOST_BYTES = 64 * 1024;

/** What Docker puts before each piece that a container writes: which stream, and how long it is. */
const HEADER_BYTES = 8;
const NEWLINE = 10;

/** Where to go on: after so many lines of this moment. */
interface Position {
  readonly at: string;
  readonly lines: number;
}

/** The logs of all containers of a Docker Engine, of those that run and of those that start. */
export class DockerLogs {
  private readonly docker = new Docker();
  private readonly followed = new Set<string>();
  /** Those that have started again before their log was read to its end. */
  private readonly again = new Set<string>();

  /**
   * Follows every container, from now on.
   *
   * @param follow - Takes the log of a container, for as long as it runs.
   */
  public async follow(follow: (source: Source) => void): Promise<void> {
    const events = await this.docker.getEvents({ filters: { type: ["container"], event: ["start"] } });
    void this.starts(events as unknown as AsyncIterable<Buffer>, follow);
    // Those that have ended, too: their last lines may not have been read.
    for (const { Id } of await this.docker.listContainers({ all: true })) await this.begin(Id, follow);
  }

  private async starts(events: AsyncIterable<Buffer>, follow: (source: Source) => void): Promise<void> {
    for await (const line of lines(events)) {
      const { id } = JSON.parse(line.toString("utf8")) as { readonly id: string };
      if (this.followed.has(id)) this.again.add(id);
      else await this.begin(id, follow);
    }
    throw new Error("the Docker Engine tells of no more starts");
  }

  private async begin(id: string, follow: (source: Source) => void): Promise<void> {
    if (this.followed.has(id)) return;
    this.followed.add(id);
    const container = this.docker.getContainer(id);
    try {
      const { Config, Name } = await container.inspect();
      const name = Name.slice(1);
      const end = () => {
        this.followed.delete(id);
        if (this.again.delete(id)) void this.begin(id, follow);
      };
      follow({ name, read: (position) => this.read(id, name, { terminal: Config.Tty, position, end }) });
    } catch (error) {
      this.followed.delete(id);
      // It has been removed meanwhile.
      if ((error as { statusCode?: number }).statusCode !== 404) throw error;
    }
  }

  private async *read(
    id: string,
    source: string,
    {
      end,
      position,
      terminal,
    }: { readonly terminal: boolean; readonly position: string | undefined; readonly end: () => void },
  ): AsyncGenerator<Entry> {
    const from = position === undefined ? undefined : (JSON.parse(position) as Position);
    const options = {
      follow: true,
      stdout: true,
      stderr: true,
      timestamps: true,
      since: secondsOf(from?.at),
    };
    try {
      const log = await this.docker
        .getContainer(id)
        .logs(options as unknown as Docker.ContainerLogsOptions & { follow: true });
      const chunks = log as unknown as AsyncIterable<Buffer>;
      const pieces = terminal ? ofTerminal(chunks) : frames(chunks);
      let last: Position = { at: "", lines: 0 };
      for await (const { at, stream, text } of wholeLines(pieces)) {
        // What was read before the last start, as far as lines come in the order of their moments.
        if (from !== undefined && last.lines === 0 && at < from.at) continue;
        // The two streams of a container do not quite: then lines are counted from the latest moment on.
        last = at <= last.at ? { at: last.at, lines: last.lines + 1 } : { at, lines: 1 };
        if (last.at === from?.at && last.lines <= from.lines) continue;
        yield { line: { source, stream, at, text }, position: JSON.stringify(last) };
      }
    } catch (error) {
      // It has been removed meanwhile, or keeps no log that could be read.
      if (![404, 409, 501].includes((error as { statusCode?: number }).statusCode ?? 0)) throw error;
      console.error(`${source}: ${(error as Error).message}`);
    } finally {
      end();
    }
  }
}

interface Piece {
  readonly stream: "stdout" | "stderr";
  readonly bytes: Buffer;
}

/** The Docker Engine takes seconds, with up to nine digits after the point. */
function secondsOf(at: string | undefined): string {
  if (at === undefined) return "0";
  const fraction = /\.(\d+)Z$/.exec(at)?.[1] ?? "0";
  return `${Math.floor(Date.parse(at) / 1000) - SLACK_SECONDS}.${fraction.padEnd(9, "0")}`;
}

async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    let begin = 0;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, begin)) {
      yield rest.subarray(begin, end + 1);
      begin = end + 1;
    }
    rest = rest.subarray(begin);
  }
}

async function* ofTerminal(chunks: AsyncIterable<Buffer>): AsyncGenerator<Piece> {
  for await (const bytes of lines(chunks)) yield { stream: "stdout", bytes };
}

/** One frame is one piece, with a time of its own before it. */
async function* frames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Piece> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= HEADER_BYTES) {
      const end = at + HEADER_BYTES + rest.readUInt32BE(at + 4);
      if (rest.length < end) break;
      yield { stream: rest[at] === 2 ? "stderr" : "stdout", bytes: rest.subarray(at + HEADER_BYTES, end) };
      at = end;
    }
    rest = rest.subarray(at);
  }
}

/** A line of more than 16 KiB comes in pieces, of which the last ends it; the last of all may end without. */
async function* wholeLines(pieces: AsyncIterable<Piece>) {
  const begun: Record<Piece["stream"], Buffer[]> = { stdout: [], stderr: [] };
  const last: Record<Piece["stream"], string> = { stdout: "", stderr: "" };
  const line = (stream: Piece["stream"]) => {
    const text = Buffer.concat(begun[stream])
      .toString("utf8")
      .replace(/\r?\n$/, "");
    begun[stream] = [];
    return { stream, at: last[stream], text };
  };
  for await (const { bytes, stream } of pieces) {
    const space = bytes.indexOf(" ");
    last[stream] = bytes.toString("utf8", 0, space);
    const kept = begun[stream].reduce((sum, { length }) => sum + length, 0);
    // Copied: a piece is a part of all that came with it.
    begun[stream].push(Buffer.from(bytes.subarray(space + 1, space + 1 + MOST_BYTES - kept)));
    if (bytes.at(-1) === NEWLINE) yield line(stream);
  }
  for (const stream of ["stdout", "stderr"] as const) if (begun[stream].length > 0) yield line(stream);
}
