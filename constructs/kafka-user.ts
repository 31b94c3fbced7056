import { Construct } from "constructs";
import { type Authentication, type ManifestUser } from "../manifest/cluster-users";
import { Findings, shown } from "./config/rules";
import { type KafkaUserProps, resolveUser } from "./config/user";
import { type DeclaredUsersProps } from "./declared-users";
import { holdsToken } from "./tokens";
import { type KafkaUserClient, userClient } from "./user-client";

/** Somebody who may log in, and may do what is granted and nothing else. Made by `KafkaCluster.addUser`. */
export class KafkaUser extends Construct {
  /** Name of the user. */
  public readonly name: string;
  /** How it proves who it is: `scram-sha-512` or `tls`. */
  public readonly authentication: Authentication;
  /** What Kafka calls it: `User:<name>`, or with a certificate `User:CN=<name>,O=<cluster>`. */
  public readonly principal: string;
  /** Its limits in Kafka's own keys. */
  public readonly quotas: Readonly<Record<string, number>>;
  private readonly passwordFile: string | undefined;

  /**
   * @param scope - The cluster.
   * @param name - Name of the user.
   * @param props - Every prop has a default.
   * @param of - What it needs to know of the cluster.
   * @throws Error - that names the user, the prop, the rule and the value given.
   */
  public constructor(
    scope: Construct,
    name: string,
    props: KafkaUserProps,
    private readonly of: DeclaredUsersProps,
  ) {
    const findings = new Findings(`user ${shown(name)}: `);
    for (const [prop, value] of Object.entries({ name, ...props })) {
      if (holdsToken(value)) findings.refuse("token", { prop });
    }
    findings.throwErrors(scope.node.path);
    const user = resolveUser(findings, name, props);
    findings.throwErrors(scope.node.path);
    super(scope, `User-${name}`);
    this.name = name;
    this.authentication = user.authentication;
    this.principal = user.authentication === "tls" ? `User:CN=${name},O=${of.cluster}` : `User:${name}`;
    this.quotas = user.quotas;
    this.passwordFile = user.passwordFile;
  }

  /**
   * What a container on the cluster's network is given to connect as this user: environment variables and mounts.
   *
   * @throws Error - where the user proves itself otherwise than containers do.
   */
  public get client(): KafkaUserClient {
    const { authentication, name, of, passwordFile } = this;
    return userClient({ user: name, authentication, passwordFile, ...of.reached! });
  }

  /** What the manifest says of the user; no secret. */
  public get manifest(): ManifestUser {
    const { authentication, name, passwordFile, principal, quotas } = this;
    const file = passwordFile === undefined ? {} : { passwordFile };
    return { name, authentication, principal, quotas, ...file };
  }
}
