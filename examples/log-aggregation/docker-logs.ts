import Docker from "dockerode";
import { type Entry, type Source } from "./source";

/** What Docker puts before each piece that a container writes: which stream, and how long it is. */
const HEADER_BYTES = 8;

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
    for (const { Id } of await this.docker.listContainers()) await this.begin(Id, follow);
  }

  private async starts(events: AsyncIterable<Buffer>, follow: (source: Source) => void): Promise<void> {
    for await (const line of lines(events)) {
      const { id } = JSON.parse(line) as { readonly id: string };
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
      let last: Position = { at: from?.at ?? "", lines: 0 };
      for await (const { at, stream, text } of wholeLines(pieces)) {
        last = at === last.at ? { at, lines: last.lines + 1 } : { at, lines: 1 };
        // What was read before the last start.
        if (at === from?.at && last.lines <= from.lines) continue;
        yield { line: { source, stream, at, text }, position: JSON.stringify(last) };
      }
    } finally {
      end();
    }
  }
}

interface Piece {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** The Docker Engine takes seconds, with up to nine digits after the point. */
function secondsOf(at: string | undefined): string {
  if (at === undefined) return "0";
  const fraction = /\.(\d+)Z$/.exec(at)?.[1] ?? "0";
  return `${Math.floor(Date.parse(at) / 1000)}.${fraction.padEnd(9, "0")}`;
}

async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    const parts = (rest + chunk.toString("utf8")).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}

async function* ofTerminal(chunks: AsyncIterable<Buffer>): AsyncGenerator<Piece> {
  for await (const line of lines(chunks)) yield { stream: "stdout", text: `${line.replace(/\r$/, "")}\n` };
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
      const stream = rest[at] === 2 ? "stderr" : "stdout";
      yield { stream, text: rest.toString("utf8", at + HEADER_BYTES, end) };
      at = end;
    }
    rest = rest.subarray(at);
  }
}

/** A line of more than 16 KiB comes in pieces, of which the last ends it. */
async function* wholeLines(pieces: AsyncIterable<Piece>) {
  const begun: Record<Piece["stream"], string> = { stdout: "", stderr: "" };
  for await (const { stream, text } of pieces) {
    const space = text.indexOf(" ");
    begun[stream] += text.slice(space + 1);
    if (!text.endsWith("\n")) continue;
    yield { stream, at: text.slice(0, space), text: begun[stream].slice(0, -1) };
    begun[stream] = "";
  }
}
