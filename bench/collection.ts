import { type Measured } from "./figures";

/** Collects figures as they are taken. */
export class Collection {
  private readonly measured = new Map<
    string,
    { unit: Measured["unit"]; figures: Record<string, number[]> }
  >();

  public add(what: string, unit: Measured["unit"], subject: string, value: number): void {
    const one = this.measured.get(what) ?? { unit, figures: {} };
    this.measured.set(what, one);
    (one.figures[subject] ??= []).push(Math.round(value * 1000) / 1000);
  }

  /** Takes the time of something, in seconds. */
  public async time(what: string, subject: string, work: () => Promise<unknown>): Promise<void> {
    const started = performance.now();
    await work();
    this.add(what, "s", subject, (performance.now() - started) / 1000);
  }

  public get all(): Measured[] {
    return [...this.measured].map(([what, one]) => ({ what, ...one }));
  }
}
