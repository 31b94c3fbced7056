/** What is measured: one ZooKeeper server and three brokers, however they are started. */
export interface Subject {
  /** Of its containers and folders; in the figures. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** What a client on this host is told, such as `127.0.0.1:29092`; three. */
  readonly servers: readonly string[];
  /** Whether its start includes a round trip, as that of a deploy that checks the cluster does. */
  readonly verifies: boolean;
  /** Makes what a user has before the start: installed packages, images. */
  prepare(): Promise<void>;
  /** From nothing that runs to healthy. */
  start(): Promise<void>;
  /** Ids of the processes of its servers. */
  processes(): Promise<number[]>;
  /** Removes it with its data. */
  stop(): Promise<void>;
  /** Removes what `prepare` has made. */
  remove?(): void;
  /** What is done to a cluster that runs, each with nothing to change. */
  readonly again: Readonly<Partial<Record<Command, () => Promise<unknown>>>>;
}

/** Commands that are compared. */
export type Command = "synth" | "plan" | "deploy" | "check";

/** Addresses of three brokers. */
export const serversAt = (port: number) => [0, 1, 2].map((index) => `127.0.0.1:${port + index}`);
