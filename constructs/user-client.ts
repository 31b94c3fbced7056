import { type ContainerVolumes } from "@cdktf/provider-docker/lib/container";
import { type Authentication } from "../manifest/cluster-users";
import { type ClientAuthentication } from "./config/listeners";
import { fill, RULES, shown } from "./config/rules";
import { secretMount } from "./server-secrets";

/** Where a container has what a user proves itself with. */
const DIRECTORY = "/etc/kafka/client";

/** What a container on the cluster's network is given to connect as a user: paths of secrets, no secret. */
export interface KafkaUserClient {
  /**
   * Environment variables: `KAFKA_BOOTSTRAP_SERVERS`, `KAFKA_SECURITY_PROTOCOL`, `KAFKA_SSL_CA_FILE`; of a user with a
   * password `KAFKA_SASL_MECHANISM`, `KAFKA_SASL_USERNAME`, `KAFKA_SASL_PASSWORD_FILE`, and `KAFKA_SASL_LOGIN_FILE`,
   * which holds the login that the password belongs to; of one with a certificate `KAFKA_SSL_KEY_FILE` and
   * `KAFKA_SSL_CERTIFICATE_FILE`.
   */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Read-only mounts of the files that the variables name. Only their owner can read them, whoever has deployed: let the
   * container run as that user, and depend on `ready` of the cluster.
   */
  readonly volumes: readonly ContainerVolumes[];
}

/** What must be known of the cluster. */
export interface UserClientProps {
  readonly user: string;
  readonly authentication: Authentication;
  readonly passwordFile: string | undefined;
  /** Folder of the cluster's secrets, absolute or of the home directory (`~/`). */
  readonly folder: string;
  /** What clients prove themselves with at the listener for containers. */
  readonly clientAuthentication: ClientAuthentication;
  /** Addresses for containers on the cluster's network. */
  readonly bootstrapServers: string;
}

/**
 * What a container is given to connect as a user.
 *
 * @param props - The user, and what must be known of the cluster.
 * @returns Environment variables and mounts.
 * @throws Error - where containers cannot connect as this user.
 */
export function userClient(props: UserClientProps): KafkaUserClient {
  const { authentication, bootstrapServers, clientAuthentication, folder, passwordFile, user } = props;
  if (authentication !== clientAuthentication) {
    throw new Error(fill(RULES.clientOfUser, { value: shown(user), authentication, clientAuthentication }));
  }
  const own = `${DIRECTORY}/${user}`;
  const shared = {
    KAFKA_BOOTSTRAP_SERVERS: bootstrapServers,
    KAFKA_SSL_CA_FILE: `${DIRECTORY}/ca.crt`,
  };
  const ca = secretMount(`${folder}/ca.crt`, `${DIRECTORY}/ca.crt`);
  // The folder: a file that is replaced stays the old one in a container that has it alone.
  const volumes = [ca, secretMount(`${folder}/users/${user}`, own)];
  if (authentication === "tls") {
    return {
      env: {
        ...shared,
        KAFKA_SECURITY_PROTOCOL: "SSL",
        KAFKA_SSL_KEY_FILE: `${own}/${user}.key`,
        KAFKA_SSL_CERTIFICATE_FILE: `${own}/${user}.crt`,
      },
      volumes,
    };
  }
  const env = {
    ...shared,
    KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
    KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
    KAFKA_SASL_USERNAME: user,
    KAFKA_SASL_PASSWORD_FILE: `${own}/password`,
  };
  if (passwordFile !== undefined) return { env, volumes: [ca, secretMount(passwordFile, `${own}/password`)] };
  return { env: { ...env, KAFKA_SASL_LOGIN_FILE: `${own}/password.login` }, volumes };
}
