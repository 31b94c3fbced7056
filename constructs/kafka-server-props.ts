import { type KafkaProfile } from "./config/profile";

/** What the servers of a cluster get: memory, processors, environment, time to stop. A part of `KafkaClusterProps`. */
export interface KafkaServerProps {
  /**
   * What the Java of brokers and ZooKeeper is tuned for: `"production"` for throughput and short pauses (G1, the
   * optimizing compiler), `"development"` for a start that is fast and takes little processor time (SerialGC, the
   * quick compiler alone). Nothing that is durable depends on it.
   *
   * @default "production"
   */
  readonly profile?: KafkaProfile;

  /**
   * Maximum heap of a broker, in MiB (`-Xmx`).
   *
   * @default 1024
   */
  readonly heapMiB?: number;

  /**
   * Maximum heap of a ZooKeeper server, in MiB (`-Xmx`).
   *
   * @default 512
   */
  readonly zookeeperHeapMiB?: number;

  /**
   * Limit of a broker's memory, in MiB: heap, the rest of the process and the page cache. There is no swap beside it.
   *
   * @default - no limit; with `security` twice the heap, and at least 512 MiB more than it
   */
  readonly memoryMiB?: number;

  /**
   * Limit of a ZooKeeper server's memory, in MiB. There is no swap beside it.
   *
   * @default - no limit; with `security` twice the heap, and at least 512 MiB more than it
   */
  readonly zookeeperMemoryMiB?: number;

  /**
   * Processors that a broker may use, such as 1.5.
   *
   * @default - no limit
   */
  readonly cpus?: number;

  /**
   * Processors that a ZooKeeper server may use, such as 0.5.
   *
   * @default - no limit
   */
  readonly zookeeperCpus?: number;

  /**
   * Environment variables of the brokers, for agents and plugins. They are in Terraform's state: no secrets.
   *
   * @default - none
   */
  readonly env?: Readonly<Record<string, string>>;

  /**
   * Environment variables of the ZooKeeper servers. They are in Terraform's state: no secrets.
   *
   * @default - none
   */
  readonly zookeeperEnv?: Readonly<Record<string, string>>;

  /**
   * Options of the brokers' Java virtual machine, after those of the package: the last of two
   * that differ holds. Another garbage collector takes the place of that of `profile`.
   *
   * @default - none
   */
  readonly jvmOptions?: readonly string[];

  /**
   * Options of the ZooKeeper servers' Java virtual machine, after those of the package.
   *
   * @default - none
   */
  readonly zookeeperJvmOptions?: readonly string[];

  /**
   * Seconds that a broker has to hand its partitions over when it is stopped, before it is killed. 1 to 3600.
   *
   * @default 60
   */
  readonly stopGraceSeconds?: number;

  /**
   * Seconds that a ZooKeeper server has to stop, before it is killed. 1 to 3600.
   *
   * @default 30
   */
  readonly zookeeperStopGraceSeconds?: number;

  /**
   * Seconds between two health checks of a server that has served; one that starts is asked several times a second.
   * Each takes some 80 ms of a processor. 1 to 60.
   *
   * @default 5
   */
  readonly healthCheckIntervalSeconds?: number;

  /**
   * Size at which Docker begins another file of a container's log, in MiB.
   *
   * @default 10
   */
  readonly containerLogMaxSizeMiB?: number;

  /**
   * Files of a container's log that Docker keeps; the oldest is deleted first.
   *
   * @default 3
   */
  readonly containerLogMaxFiles?: number;
}
