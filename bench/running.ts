import { type Subject } from "./subject";

/** What must be removed at the end. */
export type Removable = Pick<Subject, "name" | "stop">;

/** Subjects that run, so that none is left behind. */
export class Running {
  private readonly subjects = new Set<Removable>();
  private ended: Promise<void> | undefined;

  /** @param say - Is told of what could not be removed. */
  public constructor(private readonly say: (text: string) => void) {}

  public async start(subject: Subject): Promise<void> {
    // What was started halfway is there too.
    this.started(subject);
    await subject.start();
  }

  /** Notes what somebody else is about to start. */
  public started(subject: Removable): void {
    this.subjects.add(subject);
  }

  public async stop(subject: Removable): Promise<void> {
    await subject.stop();
    this.subjects.delete(subject);
  }

  /** Stops what still runs, once. */
  public stopAll(): Promise<void> {
    return (this.ended ??= this.stopEach());
  }

  private async stopEach(): Promise<void> {
    for (const subject of this.subjects)
      await subject.stop().catch((error: Error) => {
        this.say(`${subject.name} may still be there: ${error.message}`);
        process.exitCode = 1;
      });
  }
}
