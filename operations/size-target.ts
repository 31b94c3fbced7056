/** What a cluster is to carry. Rates are of a peak, in MB (1,000,000 bytes) a second, before compression. */
export interface SizeTarget {
  /** What producers write, all together. */
  readonly inMBps: number;
  /** What consumers read, all groups together. */
  readonly outMBps: number;
  /** Size of a message, in bytes. */
  readonly messageBytes: number;
  /** What one partition takes from producers. */
  readonly producerMBps: number;
  /** What one consumer handles, its own work included. */
  readonly consumerMBps: number;
  /** Growth, peaks and catching up, as a share of the rates: 0.5 is half as much again. */
  readonly headroom: number;
  /** How many times smaller messages are by compression. */
  readonly compressionRatio: number;
  /** What is written on average, as a share of the peak: disks keep that. */
  readonly average: number;
  /** Different keys, each used as often as any other; where messages have none, they are spread evenly. */
  readonly keys?: number;
  /** Share of the time that a broker is up, from 0 to 1. */
  readonly brokerAvailability: number;
  /** Hours that messages are kept. */
  readonly retentionHours: number;
  /** Brokers that may be down while writes and reads go on. */
  readonly failures: number;
  /** Replicas of each partition, where they do not follow from `failures`. */
  readonly replication?: number;
  /** Brokers, where they do not follow from all else. */
  readonly brokers?: number;
  /** Disk of one broker, in GB (1,000,000,000 bytes). */
  readonly diskGB: number;
  /** What the disk of one broker writes. */
  readonly diskMBps: number;
  /** What the network of one broker carries in each direction. */
  readonly networkMBps: number;
  /**
   * What all brokers together take from producers, where they share one Docker host: more partitions or more brokers on
   * it do not raise it.
   */
  readonly hostMBps?: number;
  /** The latency that is aimed at from a write to its being read, in milliseconds. */
  readonly latencyMs?: number;
}

/** What is taken where nothing is said. */
export const SIZE_DEFAULTS = {
  messageBytes: 1024,
  /** "10s of MB/sec on just a single partition" (Jun Rao, Confluent, 2015): the least of it. */
  producerMBps: 10,
  consumerMBps: 10,
  headroom: 0.5,
  compressionRatio: 1,
  average: 1,
  /** What Amazon promises for one instance of EC2. */
  brokerAvailability: 0.995,
  retentionHours: 168,
  failures: 1,
  diskGB: 1000,
  /** A hard disk, written one after the other. */
  diskMBps: 100,
  /** 1 Gbit/s. */
  networkMBps: 125,
} as const;
