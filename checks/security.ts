import { randomBytes } from "node:crypto";
import { type ConnectionOptions, type SecureVersion } from "node:tls";
import {
  type ClusterManifest,
  type ManifestBroker,
  type ManifestSecurity,
} from "../manifest/cluster-manifest";
import { type Check, CheckFailure, CheckSkipped } from "./check";
import { addressOf, connectionTo } from "./connection";
import { isAnswered, isAnsweredInPlain, shownCertificate } from "./intruder";
import { KafkaClient } from "./kafka-client";
import { until } from "./until";

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** Nobody gets in who does not belong, and certificates hold. */
export const security: Check = {
  name: "security",
  title: "nobody gets in without encryption, a certificate or a password; certificates hold",
  timeoutSeconds: 20,
  needs: ["addresses"],
  concurrent: true,
  quick: true,
  appliesTo: (manifest) => manifest.security !== undefined,
  async run({ manifest, signal, warn }) {
    const promised = manifest.security;
    if (promised === undefined) throw new CheckSkipped("'security' is not declared");
    const { ssl = {} } = connectionTo(manifest);
    const ends = await until(signal, () =>
      Promise.all(manifest.brokers.map((broker) => certificateOf(broker, ssl))),
    );
    const all = await Promise.all(manifest.brokers.map((broker) => waysIn(promised, broker, ssl)));
    const open = all.flat();
    if (open.length > 0) throw failure(manifest, open);
    const days = Math.floor((Math.min(...ends) - Date.now()) / DAY_MS);
    if (days < SOON_DAYS) warn(`certificates of brokers end in ${days} days: \`kafka-docker pki renew\``);
    return `${WAYS.length} ways in tried at each broker, all closed; certificates hold for ${days} days`;
  },
};

/** The earlier end of what a broker shows to clients and to the administrator, in milliseconds. */
async function certificateOf(broker: ManifestBroker, { ca }: ConnectionOptions): Promise<number> {
  const addresses = [...new Set([broker.external, addressOf(broker)])];
  const ends = await Promise.all(
    addresses.map((address) =>
      shownCertificate(address, { ca }).catch((error: Error) => {
        throw new CheckFailure({
          expected: `a valid certificate of ${broker.container} at ${address}`,
          actual: error.message,
          cause: "it has ended, is of another authority than ca.crt, or does not name this host",
          remedy: "`kafka-docker pki show` tells what there is, `kafka-docker pki renew` makes new ones",
          containers: [broker.container],
        });
      }),
    ),
  );
  return Math.min(...ends.map(({ valid_to }) => Date.parse(valid_to)));
}

interface Tried {
  readonly broker: ManifestBroker;
  readonly ssl: ConnectionOptions;
  readonly promised: ManifestSecurity;
}

interface Way {
  /** What gets in, if it does. */
  readonly what: string;
  /** Whether it is open. */
  try(tried: Tried): Promise<boolean>;
}

const WAYS: readonly Way[] = [
  {
    what: "a client without encryption",
    try: async ({ broker }) =>
      (await isAnsweredInPlain(broker.external)) || isAnsweredInPlain(addressOf(broker)),
  },
  {
    what: "an administrator without a certificate",
    try: ({ broker, ssl: { ca } }) => isAnswered(addressOf(broker), { ca }),
  },
  {
    what: "a client that proves nothing",
    try: ({ broker, promised, ssl: { ca } }) =>
      promised.clientAuthentication === "none" ? no() : isAnswered(broker.external, { ca }),
  },
  {
    what: "a version of TLS that is not declared",
    try: ({ broker, promised, ssl }) => {
      const other = (["TLSv1.2", "TLSv1.3"] as const).find((one) => !promised.protocols.includes(one));
      return other === undefined ? no() : isAnswered(addressOf(broker), only(ssl, other));
    },
  },
  {
    what: "a user with a wrong password",
    try: ({ broker, promised, ssl: { ca } }) =>
      promised.clientAuthentication === "scram-sha-512" ? logsIn(broker, { ca }) : no(),
  },
];

const no = () => Promise.resolve(false);

function only(ssl: ConnectionOptions, version: SecureVersion): ConnectionOptions {
  return { ...ssl, minVersion: version, maxVersion: version };
}

async function logsIn({ external }: ManifestBroker, ssl: ConnectionOptions): Promise<boolean> {
  const sasl = {
    mechanism: "scram-sha-512",
    username: "cdktf-kafka-docker-check",
    password: randomBytes(16).toString("hex"),
  } as const;
  const client = new KafkaClient({ brokers: [external], ssl, sasl }, { answerMs: 5000 });
  return client.metadata().then(
    () => true,
    () => false,
  );
}

async function waysIn(
  promised: ManifestSecurity,
  broker: ManifestBroker,
  ssl: ConnectionOptions,
): Promise<string[]> {
  const tried = WAYS.map(async (way) =>
    (await way.try({ broker, promised, ssl })) ? `${way.what} at broker ${broker.id}` : undefined,
  );
  return (await Promise.all(tried)).filter((one) => one !== undefined);
}

function failure({ brokers }: ClusterManifest, open: readonly string[]): CheckFailure {
  return new CheckFailure({
    expected: "nobody to get in who does not belong",
    actual: `let in: ${open.join("; ")}`,
    cause: "the broker runs with other settings than the declared ones: they were changed while it ran",
    remedy:
      "`kafka-configs.sh --describe --entity-type brokers --entity-name ID` tells what was changed, `--alter --delete-config` puts it back; or deploy the stack",
    containers: brokers.map(({ container }) => container),
  });
}
