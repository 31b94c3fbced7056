import { type ClusterManifest } from "../manifest/cluster-manifest";
import { type ManifestUser, principalsOf } from "../manifest/cluster-users";
import { type Check, CheckFailure, CheckSkipped } from "./check";
import { nameOf } from "./declared-access";
import { type Credential, describeCredentials, SCRAM } from "./kafka-credentials";
import { describeQuotas, type Quotas } from "./kafka-quotas";
import { until } from "./until";

/** Every declared user has a credential if it needs one, and its limits. */
export const users: Check = {
  name: "users",
  title: "every declared user can log in by what was declared alone, and has the declared quotas",
  timeoutSeconds: 30,
  needs: ["brokers"],
  quick: true,
  appliesTo: ({ users = [] }) => users.length > 0,
  async run({ client, manifest, signal }) {
    const { users: declared = [] } = manifest;
    if (declared.length === 0) throw new CheckSkipped("no users are declared");
    await until(signal, async () => {
      const asked = [client.ask(describeCredentials), client.ask(describeQuotas)] as const;
      const [credentials, quotas] = await Promise.all(asked);
      compareUsers(manifest, credentials, quotas);
    });
    const limited = declared.filter((user) => Object.keys(user.quotas).length > 0).length;
    return `${declared.length} as declared, ${limited} with quotas`;
  },
};

/**
 * Compares users as they are with those that are declared.
 *
 * @param manifest - What the cluster promises.
 * @param credentials - What the cluster says of passwords.
 * @param quotas - What it says of limits.
 * @throws CheckFailure - with every difference.
 */
export function compareUsers(
  { users: declared = [] }: Pick<ClusterManifest, "users">,
  credentials: readonly Credential[],
  quotas: ReadonlyMap<string, Quotas>,
): void {
  const differences = declared.flatMap((user) => [
    ...loginDifferences(user, credentials),
    ...principalsOf(user).flatMap((principal) =>
      quotaDifferences(nameOf(principal), user.quotas, quotas.get(nameOf(principal))),
    ),
  ]);
  if (differences.length === 0) return;
  throw new CheckFailure({
    expected: differences.map(({ expected }) => expected).join("; "),
    actual: differences.map(({ actual }) => actual).join("; "),
    cause: "users were changed by something else than a deploy, or declared otherwise since",
    remedy: "kafka-docker apply-users, or deploy the stack",
  });
}

interface Difference {
  readonly expected: string;
  readonly actual: string;
}

function loginDifferences(user: ManifestUser, credentials: readonly Credential[]): Difference[] {
  if (user.authentication === "tls") return [];
  const names = principalsOf(user).map(nameOf);
  const own = credentials.filter(({ login }) => names.includes(login));
  const other = own.filter(({ mechanism }) => mechanism !== SCRAM.sha512);
  const differences = other.map(({ login }) => ({
    expected: `${login} with SCRAM-SHA-512 alone`,
    actual: `${login} has another credential as well`,
  }));
  if (own.length > other.length) return differences;
  const missing = { expected: `${user.name} with a password`, actual: `${user.name} has none` };
  return [missing, ...differences];
}

function quotaDifferences(user: string, wanted: Quotas, found: Quotas = {}): Difference[] {
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  const told = (value: number | undefined, key: string) => `${user} ${key}=${value ?? "unlimited"}`;
  return keys
    .filter((key) => wanted[key] !== found[key])
    .map((key) => ({ expected: told(wanted[key], key), actual: told(found[key], key) }));
}
