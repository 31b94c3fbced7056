import { replicaAssignment } from "../../checks/run-topic";
import { someManifest } from "../support/some-manifest";

const manifest = (brokers: number, replication: number) =>
  someManifest(brokers, { defaults: { "default.replication.factor": String(replication) } });

test.each([
  [1, 1],
  [3, 3],
  [5, 3],
])(
  "with %i brokers and replication %i each broker leads one partition and holds as many replicas",
  (n, replication) => {
    const assignment = replicaAssignment(manifest(n, replication));
    const leaders = assignment.map(({ replicas }) => replicas[0]);
    expect(leaders).toEqual(Array.from({ length: n }, (_, index) => index + 1));
    for (const { replicas } of assignment) expect(new Set(replicas).size).toBe(replication);
    for (const id of leaders) {
      expect(assignment.filter(({ replicas }) => replicas.includes(id!))).toHaveLength(replication);
    }
  },
);
