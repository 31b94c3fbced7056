import { type SecuredCluster } from "./secured-cluster";

const KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----\n([\s\S]*?)-----END/g;
/** What is shorter may be found by chance. */
const SHORTEST = 16;

/** A secret that is to be found nowhere but in its file. */
export interface Secret {
  /** The file that has it, below the folder of secrets. */
  readonly file: string;
  readonly text: string;
}

/**
 * Every secret of a cluster, as it is now: passwords of users, those between brokers and ZooKeeper, and each line of
 * each private key, as a key in JSON or in a property is not in one piece.
 */
export function secretsOf(cluster: SecuredCluster): Secret[] {
  return cluster.secretFiles().flatMap((file) => {
    const text = cluster.secret(file);
    const lines = [...text.matchAll(KEY)].flatMap(([, body]) => body!.trim().split("\n"));
    const own = /password(\.previous)?$/.test(file) ? [text] : [];
    const zookeeper = file === "zookeeper.json" ? Object.values(JSON.parse(text) as object).map(String) : [];
    const all = [...lines, ...own, ...zookeeper].filter((one) => one.length >= SHORTEST);
    return all.map((one) => ({ file, text: one }));
  });
}

/** Files whose secrets are in a text, as they are or once more in base64. */
export function filesFound(secrets: readonly Secret[], text: string): string[] {
  const found = secrets.filter(
    (secret) => text.includes(secret.text) || text.includes(Buffer.from(secret.text).toString("base64")),
  );
  return [...new Set(found.map(({ file }) => file))].sort();
}
