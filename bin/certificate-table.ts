import { relative } from "node:path";
import { type ShownPki } from "../operations/pki/show";

/**
 * The certificates of a secured cluster, for people.
 *
 * @param shown - The certificates.
 * @returns Lines: the folder, then a row for each certificate, with its file in that folder.
 */
export function certificateTable({ certificates, folder }: ShownPki): string[] {
  const rows = certificates.map(({ daysLeft, file, hosts, subject, until }) => [
    relative(folder, file),
    subject,
    until.slice(0, 10),
    String(daysLeft),
    hosts.join(", "),
  ]);
  const table = [["FILE", "SUBJECT", "UNTIL", "DAYS LEFT", "HOSTS"], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd();
  return [folder, ...table.map(line)];
}
