import { rollOf } from "../../operations/roll-steps";
import { clusterPlan, clusterState, serverChange } from "../support/some-plan";

const order = (...plans: Parameters<typeof rollOf>[0]) =>
  rollOf(plans).steps.map(({ server: { container }, why }) =>
    why === "" ? container : `${container}: ${why}`,
  );

test("brokers are restarted with those first that are down, and the controller last", () => {
  const servers = [1, 2, 3].map((id) => serverChange({ id }));
  expect(
    order(clusterPlan({ servers, state: clusterState([], { brokers: [1, 2], controller: 1 }) })),
  ).toEqual(["nowhere-3: is not in the cluster", "nowhere-2", "nowhere-1: is the controller"]);
});

test("ZooKeeper comes before the brokers, its leader last", () => {
  const zookeepers = [1, 2, 3].map((id) => serverChange({ id, role: "zookeeper" }));
  expect(order(clusterPlan({ servers: [...zookeepers, serverChange()] }))).toEqual([
    "nowhere-zookeeper-1",
    "nowhere-zookeeper-3",
    "nowhere-zookeeper-2: leads",
    "nowhere-1",
  ]);
});

test("what is new comes first and side by side, what is removed last and one by one, the highest first", () => {
  const servers = [
    serverChange({ id: 1 }),
    serverChange({ id: 4, action: "create" }),
    serverChange({ id: 5, action: "create" }),
    serverChange({ id: 2, action: "remove" }),
    serverChange({ id: 3, action: "remove" }),
  ];
  const plan = clusterPlan({ servers });
  expect(rollOf([plan]).created.map((one) => one.servers.map(({ id }) => id))).toEqual([[4, 5]]);
  expect(order(plan)).toEqual(["nowhere-1", "nowhere-3", "nowhere-2"]);
});

test("a cluster that does not exist yet, and changes in place, need no order", () => {
  expect(order(clusterPlan({ running: "absent", servers: [serverChange({ action: "create" })] }))).toEqual(
    [],
  );
  expect(rollOf([clusterPlan({ servers: [serverChange({ action: "update" })] })])).toEqual({
    created: [],
    steps: [],
  });
});
