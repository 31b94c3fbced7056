import { Lazy, TerraformResource } from "cdktf";
import { type Construct } from "constructs";
import { type ManifestAcl, type ManifestUser } from "../manifest/cluster-users";
import { fill, RULES, shown } from "./config/rules";
import { type KafkaUserProps } from "./config/user";
import { KafkaUser } from "./kafka-user";
import { type UserClientProps } from "./user-client";

/** What the users of a cluster need to know of it. */
export interface DeclaredUsersProps {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Whether clients must prove who they are, and may do only what is granted. */
  readonly secured: boolean;
  /** How containers reach the cluster; undefined for one that is not secured. */
  readonly reached?: Pick<UserClientProps, "bootstrapServers" | "clientAuthentication" | "folder">;
}

/** What a user is allowed, without the user. */
export type Allowed = Pick<ManifestAcl, "operation" | "patternType" | "resourceName" | "resourceType">;

const OF_CLUSTER = new WeakMap<Construct, DeclaredUsers>();

/**
 * The users of a cluster and what they may do. The plan shows each user and each grant by name; a step of the deploy
 * makes the cluster so, and revokes who was taken out of the code.
 */
export class DeclaredUsers {
  private readonly users = new Map<string, KafkaUser>();
  private readonly grants = new Map<string, ManifestAcl>();

  /**
   * @param cluster - The construct that has the users.
   * @param props - What they need to know of it.
   */
  public constructor(
    private readonly cluster: Construct,
    private readonly props: DeclaredUsersProps,
  ) {
    OF_CLUSTER.set(cluster, this);
    if (props.secured) this.declare();
  }

  /** The users of the cluster that a construct belongs to. */
  public static of(cluster: Construct): DeclaredUsers {
    return OF_CLUSTER.get(cluster)!;
  }

  /** Declares a user. */
  public add(name: string, props: KafkaUserProps): KafkaUser {
    if (!this.props.secured) throw new Error(fill(RULES.userWithoutSecurity, { value: shown(name) }));
    // The files of a user are in a folder of its name, and not every file system tells the case of letters.
    const key = String(name).toLowerCase();
    const other = this.users.get(key);
    if (other !== undefined) {
      throw new Error(fill(RULES.userUnique, { value: shown(name), other: shown(other.name) }));
    }
    const user = new KafkaUser(this.cluster, name, props ?? {}, this.props);
    this.users.set(key, user);
    return user;
  }

  /** Allows a user something, by the name that the plan shows. */
  public allow(user: KafkaUser, doing: string, allowed: Allowed): void {
    if (![...this.users.values()].includes(user)) {
      const named = (user as Partial<KafkaUser> | undefined)?.node?.path ?? user;
      throw new Error(fill(RULES.userOfCluster, { value: shown(named) }));
    }
    const acl: ManifestAcl = { principal: user.principal, host: "*", permission: "allow", ...allowed };
    this.grants.set(`${user.name} ${doing}`, acl);
  }

  /** Allows a user everything. */
  public allowAll(user: KafkaUser): void {
    const everything = [
      ["administers the cluster", "cluster", "kafka-cluster"],
      ["administers all topics", "topic", "*"],
      ["administers all groups", "group", "*"],
      ["administers all transactional ids", "transactional-id", "*"],
    ] as const;
    for (const [doing, resourceType, resourceName] of everything) {
      this.allow(user, doing, { operation: "all", resourceType, resourceName, patternType: "literal" });
    }
  }

  /** What the manifest says of them, by name; nothing where the cluster is not secured. */
  public get manifest(): {
    readonly users?: readonly ManifestUser[];
    readonly acls?: readonly ManifestAcl[];
  } {
    if (!this.props.secured) return {};
    const users = sorted(this.users).map(([, user]) => user.manifest);
    return { users, acls: sorted(this.grants).map(([, acl]) => acl) };
  }

  private declare(): void {
    const { cluster } = this.props;
    this.planned("Users", `${cluster}-users`, () => this.plannedUsers());
    this.planned("Grants", `${cluster}-grants`, () => this.plannedGrants());
  }

  private planned(id: string, name: string, produce: () => object): void {
    const planned = new TerraformResource(this.cluster, id, { terraformResourceType: "terraform_data" });
    planned.overrideLogicalId(name);
    planned.addOverride("for_each", Lazy.anyValue({ produce }));
    planned.addOverride("input", "${each.value}");
  }

  private plannedUsers(): object {
    const all = sorted(this.users).map(([, { authentication, name, principal, quotas }]) => [
      name,
      { authentication, principal, quotas },
    ]);
    return Object.fromEntries(all) as object;
  }

  private plannedGrants(): object {
    const all = sorted(this.grants).map(([name, acl]) => [
      name,
      {
        principal: acl.principal,
        operation: acl.operation,
        resource_type: acl.resourceType,
        resource_name: acl.resourceName,
        pattern_type: acl.patternType,
      },
    ]);
    return Object.fromEntries(all) as object;
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): Array<[string, T]> {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}
