import { replicaAssignment } from "../../checks/topic";
import { type ClusterManifest } from "../../manifest";

function manifest(brokers: number, replication: number): ClusterManifest {
  const broker = (id: number) => ({
    id,
    container: "",
    definition: "",
    internal: "a:1",
    external: "a:1",
    listeners: {},
  });
  return {
    version: 1,
    name: "kafka",
    network: "kafka",
    brokers: Array.from({ length: brokers }, (_, index) => broker(index + 1)),
    zookeepers: [],
    defaults: { "default.replication.factor": String(replication) },
    topics: [],
  };
}

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
