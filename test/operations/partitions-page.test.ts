import { readFileSync } from "node:fs";
import { join } from "node:path";
import { skewOf, writableShare } from "../../operations/size-odds";

const page = readFileSync(join(__dirname, "..", "..", "docs", "partitions.md"), "utf8");
const MINUTES = 30 * 24 * 60;

/** Cells of the rows under a header. */
function rows(header: string): string[][] {
  const [, table] = page.split(header);
  const lines = table!.split("\n").slice(2);
  const end = lines.findIndex((line) => !line.startsWith("|"));
  return lines.slice(0, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test("the table of keys is what the formula says", () => {
  const all = rows("| keys      | 6 partitions | 12   | 48   | 120  |");
  expect(all).toHaveLength(5);
  for (const [keys, ...cells] of all) {
    const count = Number(keys!.replaceAll(",", ""));
    expect(cells).toEqual([6, 12, 48, 120].map((partitions) => skewOf(count, partitions).toFixed(2)));
  }
});

test("the table of replicas is what the formula says", () => {
  const all = rows("| replicas, minimum | brokers up 99 % | 99.5 % | 99.9 % | brokers lost without loss |");
  expect(all).toHaveLength(5);
  for (const [shape, ...cells] of all) {
    const [replicas, least] = shape!.split(", ").map(Number);
    const minutes = [0.99, 0.995, 0.999].map((up) => (1 - writableShare(up, replicas!, least!)) * MINUTES);
    expect(cells).toEqual([...minutes.map((one) => one.toFixed(2)), String(least! - 1)]);
  }
});
