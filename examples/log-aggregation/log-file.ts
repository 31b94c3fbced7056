import { open } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Source } from "./source";

const LOOK_MS = 1_000;
const CHUNK_BYTES = 64 * 1024;

/**
 * A file of lines, followed as it grows; not one that is put in its place.
 *
 * @param path - Its path.
 * @returns Its lines.
 */
export function logFile(path: string): Source {
  const name = basename(path);
  return {
    name,
    async *read(position = "0") {
      const file = await open(path);
      try {
        let done = Number(position);
        for (;;) {
          const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, done);
          const read = buffer.subarray(0, bytesRead);
          let begin = 0;
          for (let end = endOf(read, 0); end > 0; end = endOf(read, begin)) {
            const text = read.toString("utf8", begin, end).replace(/\r?\n$/, "");
            begin = end;
            const position = String(done + begin);
            yield { line: { source: name, stream: "file", at: timeOf(text), text }, position };
          }
          done += begin;
          if (begin === 0) await sleep(LOOK_MS);
        }
      } finally {
        await file.close();
      }
    },
  };
}

/** Where the next line ends; 0 where it does not yet. One that is longer than what is read at once is cut. */
function endOf(read: Buffer, begin: number): number {
  const newline = read.indexOf("\n", begin);
  if (newline >= 0) return newline + 1;
  return begin === 0 && read.length === CHUNK_BYTES ? read.length : 0;
}

/** That of an access log, such as [17/May/2015:10:05:03 +0000]; of other lines the moment at which they are read. */
function timeOf(text: string): string {
  const [, day, month, year, time, zone] =
    /\[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]/.exec(text) ?? [];
  const at = new Date(`${day} ${month} ${year} ${time} ${zone}`);
  return (Number.isNaN(at.getTime()) ? new Date() : at).toISOString();
}
