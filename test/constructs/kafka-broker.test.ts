import { container, settings, synthCluster } from "../support/synthesized";

test("the port of the container is the port of the host, and the advertised one", () => {
  const json = synthCluster({ firstPort: 30000 });
  expect(container(json, "kafka-3")["ports"]).toEqual([
    { internal: 30002, external: 30002, ip: "127.0.0.1", protocol: "tcp" },
  ]);
  expect(settings(json, "kafka-3").get("advertised.listeners")).toBe(
    "INTERNAL://kafka-3:19092,EXTERNAL://127.0.0.1:30002",
  );
});

test("its health check asks the broker at the port on which the other brokers need it", () => {
  const { test: command, interval } = container(synthCluster(), "kafka-1")["healthcheck"] as {
    test: string[];
    interval: string;
  };
  expect(command[0]).toBe("CMD");
  expect(command.join(" ")).toContain("/dev/tcp/127.0.0.1/19092");
  expect(interval).toBe("1s");
});
