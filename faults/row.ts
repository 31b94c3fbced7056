import { type KafkaClusterProps } from "cdktf-kafka-docker";
import { type Scene } from "./scene";

/** A row of the table of faults: what is done to a cluster under load, and what must hold. */
export interface Row {
  readonly number: number;
  /** The fault, in a few words. */
  readonly fault: string;
  /** Who leads the partitions of the row's topic: one broker all of them, or each broker its share. */
  readonly leaders: "one" | "all";
  /** Settings of the topic. Default: those of the cluster. */
  readonly topic?: Readonly<Record<string, string>>;
  /** Settings of the load. Default: idempotent, `acks=all`, 1,000 records a second. */
  readonly load?: Readonly<Record<string, string | number | boolean>>;
  /** Seconds after which the cluster must be whole (I6). */
  readonly healSeconds: number;
  /** Seconds that no partition may be without an acknowledged write (I8). Default: no bound. */
  readonly gapSeconds?: number;
  /** A control: the suite has failed where it does not report this. */
  readonly mustReport?: "losses" | "outage";
  /** What differs in the row's cluster, which is then its own; `prepare` and `cleanUp` come before and after it. */
  readonly cluster?: {
    readonly props: (folder: string) => KafkaClusterProps;
    readonly prepare: (folder: string, name: string) => Promise<void>;
    readonly cleanUp: (folder: string) => Promise<void>;
  };
  /** An option without which it is not run: it disturbs more than its own cluster. */
  readonly needs?: "restart-engine";
  /** Disturbs the cluster, and mends what does not mend itself. */
  readonly run: (scene: Scene) => Promise<void>;
}
