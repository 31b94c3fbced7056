import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import { KafkaCluster, KafkaNetwork } from "../../constructs";
import { refusal } from "../support/bad-inputs";
import { synth, testStack } from "../support/synthesized";

describe("clusters beside each other", () => {
  const NAME = (rule: string) => `'name' must be unique ${rule}, got "kafka" for test/b and test/a`;

  test("fail with one name in a stack", () => {
    const stack = testStack();
    new KafkaCluster(stack, "a", { name: "kafka" });
    const said = refusal(() => new KafkaCluster(stack, "b", { name: "kafka", firstPort: 9192 }));
    expect(said).toBe(NAME("in a stack"));
  });

  test.each([9092, 9094, 9090])("fail when the second has port %i of the first", (firstPort) => {
    const stack = testStack();
    new KafkaCluster(stack, "a");
    expect(refusal(() => new KafkaCluster(stack, "b", { firstPort }))).toBe(
      `'firstPort' must leave the ports of test/a (9092 to 9094) alone, got ${firstPort} for 3 brokers`,
    );
  });

  test("fail when a listener of the second has ports of the first", () => {
    const stack = testStack();
    new KafkaCluster(stack, "a");
    const lan = { firstPort: 9092, hostAddress: "0.0.0.0", advertisedHost: "k" };
    expect(refusal(() => new KafkaCluster(stack, "b", { firstPort: 9192, listeners: { LAN: lan } }))).toBe(
      "'listeners.LAN.firstPort' must leave the ports of test/a (9092 to 9094) alone, got 9092 for 3 brokers",
    );
  });

  test("share ports on different addresses of the host, and where nothing is published", () => {
    const stack = testStack();
    new KafkaCluster(stack, "a");
    new KafkaCluster(stack, "b", { hostAddress: "10.0.0.5" });
    new KafkaCluster(stack, "c", { firstPort: 9192, listeners: { INSIDE: { firstPort: 9292 } } });
    new KafkaCluster(stack, "d", { firstPort: 9292 });
    expect(Object.keys(synth(stack).resource["docker_network"]!)).toEqual(["a", "b", "c", "d"]);
  });

  function twoStacks(hosts: ReadonlyArray<string | undefined>): string {
    const app = new App();
    const stacks = hosts.map((host, index) => {
      const stack = new TerraformStack(app, `stack${index}`);
      new DockerProvider(stack, "docker", { host });
      new KafkaCluster(stack, "kafka");
      return stack;
    });
    return refusal(() => synth(stacks[1]!));
  }

  test("fail in two stacks of an app that use one Docker Engine", () => {
    const said = twoStacks([undefined, undefined]);
    expect(said).toContain(
      `'name' must be unique on a Docker Engine, got "kafka" for stack1/kafka and stack0/kafka`,
    );
    expect(said).toContain(
      "'firstPort' must leave the ports of stack0/kafka (9092 to 9094) alone, got 9092 for 3 brokers",
    );
  });

  test("fail when one of them says its engine, the local one, in full", () => {
    expect(twoStacks([undefined, "unix:///var/run/docker.sock"])).toContain(
      "must be unique on a Docker Engine",
    );
  });

  test("leave name and ports to the next when they are refused", () => {
    const stack = testStack();
    expect(refusal(() => new KafkaCluster(stack, "a", { name: "kafka", cpus: -1 }))).toContain("cpus");
    expect(refusal(() => new KafkaCluster(stack, "b", { name: "kafka" }))).toBe("nothing was refused");
  });

  test("are the same in two stacks of two Docker Engines", () => {
    expect(twoStacks(["ssh://one", "ssh://two"])).toBe("nothing was refused");
  });

  test("fail when something else of the package has a Docker name", () => {
    const stack = testStack();
    new KafkaCluster(stack, "a", { name: "kafka" });
    expect(refusal(() => new KafkaNetwork(stack, "b", { cluster: "kafka" }))).toBe(
      'the Docker name "kafka" must be unique in a stack, got test/b and test/a/Network',
    );
  });
});
