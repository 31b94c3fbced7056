import { spawn } from "node:child_process";

/**
 * Collects how containers end, from now on: the Docker Engine itself remembers 256 events only, and each health
 * check makes three.
 */
export class Deaths {
  private output = "";
  private readonly events = spawn("docker", [
    ...["events", "--filter", "event=die"],
    ...["--format", "{{.Actor.Attributes.name}} {{.Actor.Attributes.exitCode}}"],
  ]);

  public constructor() {
    this.events.stdout.on("data", (data) => (this.output += String(data)));
  }

  /** Ends the collection: exit codes of the containers whose names begin so. */
  public stop(prefix: string): string[] {
    this.events.kill();
    const ended = this.output.split("\n").map((line) => line.split(" "));
    return ended.filter(([name]) => name?.startsWith(prefix)).map(([, exitCode]) => exitCode!);
  }
}
