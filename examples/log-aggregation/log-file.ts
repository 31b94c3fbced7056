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
          const end = buffer.subarray(0, bytesRead).lastIndexOf("\n") + 1;
          if (end === 0 && bytesRead === CHUNK_BYTES) throw new Error(`${path}: a line of over 64 KiB`);
          for (const text of buffer.toString("utf8", 0, end).split("\n").slice(0, -1)) {
            done += Buffer.byteLength(text) + 1;
            yield { line: { source: name, stream: "file", at: timeOf(text), text }, position: String(done) };
          }
          if (end === 0) await sleep(LOOK_MS);
        }
      } finally {
        await file.close();
      }
    },
  };
}

/** That of an access log, such as [17/May/2015:10:05:03 +0000]; of other lines the moment at which they are read. */
function timeOf(text: string): string {
  const [, day, month, year, time, zone] =
    /\[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]/.exec(text) ?? [];
  const at = day === undefined ? new Date() : new Date(`${day} ${month} ${year} ${time} ${zone}`);
  return at.toISOString();
}
