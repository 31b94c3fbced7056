import { type Kafka } from "kafkajs";
import Encoder from "kafkajs/src/protocol/encoder";
import { askController, KafkaRefusal } from "./kafka-request";

/** Limits of a user in Kafka's own keys. */
export type Quotas = Readonly<Record<string, number>>;

/** What is to be changed of the limits of one user; undefined removes a limit. */
export interface QuotaChange {
  /** The user as Kafka names it in limits: its principal without `User:`. */
  readonly user: string;
  readonly limits: Readonly<Record<string, number | undefined>>;
}

const ENTITY = "user";
const ANY_SPECIFIED_NAME = 2;

/**
 * Asks for the limits of all users, whatever client they use.
 *
 * @param kafka - A client.
 * @returns The limits, by user.
 * @throws KafkaRefusal - when Kafka refuses to tell.
 */
export async function describeQuotas(kafka: Kafka): Promise<ReadonlyMap<string, Quotas>> {
  return askController(kafka, {
    apiName: "DescribeClientQuotas",
    ...{ apiKey: 48, apiVersion: 0, flexible: false },
    encode: (encoder) =>
      encoder
        .writeArray([new Encoder().writeString(ENTITY).writeInt8(ANY_SPECIFIED_NAME).writeString(null)])
        .writeBoolean(true),
    decode: (decoder) => {
      decoder.readInt32();
      const code = decoder.readInt16();
      const message = decoder.readString();
      if (code !== 0) throw new KafkaRefusal("DescribeClientQuotas", code, message);
      const entries = decoder.readArray((entry) => {
        const [user] = entry.readArray((part) => [part.readString(), part.readString()] as const);
        const limits = entry.readArray((limit) => [limit.readString()!, limit.readDouble()] as const);
        return [user![1]!, Object.fromEntries(limits)] as const;
      });
      return new Map(entries);
    },
  });
}

/**
 * Changes limits, all in one request.
 *
 * @param kafka - A client.
 * @param changes - What is to be changed.
 * @throws KafkaRefusal - when Kafka refuses any of it.
 */
export async function alterQuotas(kafka: Kafka, changes: readonly QuotaChange[]): Promise<void> {
  if (changes.length === 0) return;
  const results = await askController(kafka, {
    apiName: "AlterClientQuotas",
    ...{ apiKey: 49, apiVersion: 0, flexible: false },
    encode: (encoder) => encoder.writeArray(changes.map(encodeChange)).writeBoolean(false),
    decode: (decoder) => {
      decoder.readInt32();
      return decoder.readArray((entry) => {
        const result = { code: entry.readInt16(), message: entry.readString() };
        const [user] = entry.readArray((part) => [part.readString(), part.readString()] as const);
        return { ...result, user: user?.[1] };
      });
    },
  });
  const refused = results.find(({ code }) => code !== 0);
  if (refused === undefined) return;
  throw new KafkaRefusal(`the quotas of ${refused.user}`, refused.code, refused.message);
}

function encodeChange({ limits, user }: QuotaChange): Encoder {
  const operations = Object.entries(limits).map(([key, value]) =>
    new Encoder()
      .writeString(key)
      .writeDouble(value ?? 0)
      .writeBoolean(value === undefined),
  );
  const entity = new Encoder().writeString(ENTITY).writeString(user);
  return new Encoder().writeArray([entity]).writeArray(operations);
}
