import { createPrivateKey, type KeyObject } from "node:crypto";
import { PkiError } from "./fault";

/**
 * The private key in a text in PEM.
 *
 * @param pem - The text.
 * @param file - Where it came from, for the error.
 * @returns The key.
 * @throws PkiError - when there is none that Kafka takes; it tells nothing of what is in the file.
 */
export function privateKeyIn(pem: string, file: string): KeyObject {
  // OpenSSL reads more forms than Kafka does.
  const [block] = pem.match(/-----BEGIN PRIVATE KEY-----[\s\S]*?-----END PRIVATE KEY-----/) ?? [];
  try {
    if (block !== undefined) return createPrivateKey(block);
  } catch {
    // Told below, in our words.
  }
  throw new PkiError([
    {
      file,
      problem: "it must hold a private key as PKCS#8 in PEM, without a password, but it does not",
      remedy: "openssl pkcs8 -topk8 -nocrypt converts other forms",
    },
  ]);
}
