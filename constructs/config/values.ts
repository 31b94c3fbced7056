import { type Findings, shown } from "./rules";

/** Bounds of a number, both included. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Highest broker id that Kafka accepts by default (`reserved.broker.max.id`), so also the most brokers. */
export const MAX_BROKERS = 1000;

/** A larger ensemble votes slower and survives no failure that matters more. */
export const MAX_ZOOKEEPERS = 7;

/** Most partitions that Kafka is run with in one cluster (https://kafka.apache.org/documentation/#kraft_partitions). */
export const MAX_PARTITIONS = 200_000;

/** The protocol has 16 bits for it. */
export const MAX_REPLICAS = 32_767;

/** Values of props, each with its rule. A value that breaks it is told to the findings, and is not used. */
export class Values {
  public constructor(private readonly findings: Findings) {}

  /** @returns The number, or undefined if it is none of the range. */
  public wholeNumber(prop: string, value: number, range: Range): number | undefined {
    if (Number.isInteger(value) && value >= range.min && value <= range.max) return value;
    this.findings.refuse("wholeNumber", { prop, ...range, value: shown(value) });
    return undefined;
  }

  /** @returns The number, or undefined if it is none of the range. */
  public number(prop: string, value: number, range: Range): number | undefined {
    if (typeof value === "number" && value >= range.min && value <= range.max) return value;
    this.findings.refuse("number", { prop, ...range, value: shown(value) });
    return undefined;
  }

  /** @returns The boolean; true if it is none. */
  public boolean(prop: string, value: boolean): boolean {
    if (typeof value === "boolean") return value;
    this.findings.refuse("boolean", { prop, value: shown(value) });
    return true;
  }

  /** @returns The value, or undefined if it is none of the choices. */
  public oneOf<T extends string>(prop: string, value: T, choices: readonly T[]): T | undefined {
    if (choices.includes(value)) return value;
    this.findings.refuse("oneOf", { prop, choices: choices.map(shown).join(" or "), value: shown(value) });
    return undefined;
  }

  /** @returns The text, or undefined if it is none. */
  public text(prop: string, value: string): string | undefined {
    if (typeof value === "string" && isOneLine(value)) return value;
    this.findings.refuse("text", { prop, value: shown(value) });
    return undefined;
  }

  /** @returns The entries, or undefined if it is no list of texts. */
  public texts(prop: string, value: readonly string[]): readonly string[] | undefined {
    if (Array.isArray(value)) {
      const texts = Array.from(value, (one) => this.text(prop, one as string));
      return texts.includes(undefined) ? undefined : (texts as string[]);
    }
    this.findings.refuse("list", { prop, what: "texts", value: shown(value) });
    return undefined;
  }

  /** @returns The object; an empty one if it is none. */
  public map<T extends object>(prop: string, value: T, what: string): T | Record<string, never> {
    if (Object.prototype.toString.call(value) === "[object Object]") return value;
    this.findings.refuse("map", { prop, what, value: shown(value) });
    return {};
  }
}

/**
 * A setting as a number.
 *
 * @param value - A setting, which may have any form.
 * @returns The number, or NaN where it is none.
 */
export function numberOf(value: unknown): number {
  return ["number", "string"].includes(typeof value) ? Number(value) : NaN;
}

/**
 * Whether text can stand on one line of a file, and in an argument of a process.
 *
 * @param text - Any text.
 * @returns False for a line break or NUL.
 */
export function isOneLine(text: string): boolean {
  return !/[\r\n\0]/.test(text);
}
