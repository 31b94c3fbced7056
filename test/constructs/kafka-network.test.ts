import { synthCluster } from "../support/synthesized";

test("Docker chooses the addresses: a fixed subnet would clash with other networks", () => {
  const network = synthCluster().resource["docker_network"]!["kafka"]!;
  expect(network).toMatchObject({ name: "kafka", driver: "bridge" });
  expect(network["ipam_config"]).toBeUndefined();
  // Providers of the 4.x line do not know it any more.
  expect(network["check_duplicate"]).toBeUndefined();
});
