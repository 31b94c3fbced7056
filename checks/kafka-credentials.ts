import { pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { type Kafka } from "kafkajs";
import Encoder from "kafkajs/src/protocol/encoder";
import { askController, KafkaRefusal } from "./kafka-request";

/** Mechanisms of SCRAM as Kafka numbers them (KIP-554). */
export const SCRAM = { sha256: 1, sha512: 2 } as const;

/** Brokers accept from 4096 to 16384; every login of a client takes as many. */
const ITERATIONS = 8192;
const SALT_BYTES = 32;
const HASH_BYTES = 64;

/** A login and how it may prove who it is. */
export interface Credential {
  readonly login: string;
  /** Number of the mechanism, as in `SCRAM`. */
  readonly mechanism: number;
}

/** What is to be changed. A login may be in one of the two lists only. */
export interface CredentialChanges {
  /** Logins that get this password, by SCRAM-SHA-512. */
  readonly set: ReadonlyArray<{ readonly login: string; readonly password: string }>;
  readonly remove: readonly Credential[];
}

/**
 * Asks which logins have a password. Kafka never tells the password itself, nor what it keeps of it.
 *
 * @param kafka - A client.
 * @returns Every credential of the cluster.
 * @throws KafkaRefusal - when Kafka refuses to tell.
 */
export async function describeCredentials(kafka: Kafka): Promise<readonly Credential[]> {
  return askController(kafka, {
    apiName: "DescribeUserScramCredentials",
    ...{ apiKey: 50, apiVersion: 0, flexible: true },
    encode: (encoder) => encoder.writeUVarInt(0),
    decode: (decoder) => {
      decoder.readInt32();
      const code = decoder.readInt16();
      const message = decoder.readUVarIntString();
      if (code !== 0) throw new KafkaRefusal("DescribeUserScramCredentials", code, message);
      const results = decoder.readUVarIntArray((one) => {
        const login = one.readUVarIntString()!;
        one.readInt16();
        one.readUVarIntString();
        const mechanisms = one.readUVarIntArray((info) => {
          const mechanism = info.readInt8();
          info.readInt32();
          info.readTaggedFields();
          return mechanism;
        });
        one.readTaggedFields();
        return (mechanisms ?? []).map((mechanism) => ({ login, mechanism }));
      });
      return (results ?? []).flat();
    },
  });
}

/**
 * Sets and removes passwords, all in one request. What is sent is salted and hashed here: the password itself leaves
 * this process only as far as SCRAM itself would send it, which is not at all.
 *
 * @param kafka - A client.
 * @param changes - What is to be changed.
 * @throws KafkaRefusal - when Kafka refuses any of it.
 */
export async function alterCredentials(kafka: Kafka, { remove, set }: CredentialChanges): Promise<void> {
  if (remove.length === 0 && set.length === 0) return;
  const hashed = await Promise.all(set.map(hash));
  const results = await askController(kafka, {
    apiName: "AlterUserScramCredentials",
    ...{ apiKey: 51, apiVersion: 0, flexible: true },
    encode: (encoder) =>
      encoder
        .writeUVarIntArray(
          remove.map(({ login, mechanism }) =>
            new Encoder().writeUVarIntString(login).writeInt8(mechanism).writeUVarInt(0),
          ),
        )
        .writeUVarIntArray(
          hashed.map(({ login, salt, saltedPassword }) =>
            new Encoder()
              .writeUVarIntString(login)
              .writeInt8(SCRAM.sha512)
              .writeInt32(ITERATIONS)
              .writeUVarIntBytes(salt)
              .writeUVarIntBytes(saltedPassword)
              .writeUVarInt(0),
          ),
        ),
    decode: (decoder) => {
      decoder.readInt32();
      return decoder.readUVarIntArray((one) => {
        const result = {
          login: one.readUVarIntString(),
          code: one.readInt16(),
          message: one.readUVarIntString(),
        };
        one.readTaggedFields();
        return result;
      });
    },
  });
  const refused = (results ?? []).find(({ code }) => code !== 0);
  if (refused === undefined) return;
  throw new KafkaRefusal(`the credential of ${refused.login}`, refused.code, refused.message);
}

/** As RFC 5802 and Kafka have it: the password's bytes in UTF-8, through PBKDF2 with HMAC-SHA-512. */
async function hash({ login, password }: { readonly login: string; readonly password: string }) {
  const salt = randomBytes(SALT_BYTES);
  const saltedPassword = await promisify(pbkdf2)(password, salt, ITERATIONS, HASH_BYTES, "sha512");
  return { login, salt, saltedPassword };
}
