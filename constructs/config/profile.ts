import { type Properties } from "./properties";

/** What the Java of a cluster's servers is tuned for. */
export const PROFILES = ["production", "development"] as const;

/** One of `PROFILES`. */
export type KafkaProfile = (typeof PROFILES)[number];

/** Options of Java that a profile decides; neither has to do with what is written to disk, or when. */
export interface ProfileOptions {
  /** The garbage collector, and how it is tuned. */
  readonly collector: readonly string[];
  /** The compiler of Java's code. */
  readonly compiler: readonly string[];
}

/**
 * Settings of brokers that a profile decides, where the user has no other. A replica that asks for a new partition
 * before its leader knows of it asks again after this time, and the first writes with `acks=all` wait for it: Kafka's
 * own second is most of a new cluster's first round trip. The price is as many tries, and lines in the log, while a
 * broker is down.
 */
export const PROFILE_SETTINGS: Readonly<Record<KafkaProfile, Properties>> = {
  production: {},
  development: { "replica.fetch.backoff.ms": 200 },
};

/** Measured in docs/decisions/017-profile-and-class-data.md. */
export const PROFILE_OPTIONS: Readonly<Record<KafkaProfile, ProfileOptions>> = {
  // Short pauses and the fastest code: pays off after minutes.
  production: { collector: ["-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"], compiler: [] },
  // The optimizing compiler takes more than half of a new cluster's processor time, for code that is soon thrown away.
  development: { collector: ["-XX:+UseSerialGC"], compiler: ["-XX:TieredStopAtLevel=1"] },
};
