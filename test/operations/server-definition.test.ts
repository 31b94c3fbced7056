import { differences, serverDefinition } from "../../operations/server-definition";
import { containerValues, type SomeServer } from "../support/some-plan";
import { container, synthCluster } from "../support/synthesized";

const between = (from: SomeServer, to: SomeServer) =>
  differences(serverDefinition(containerValues(from)), serverDefinition(containerValues(to)));

test("a server that stays as it is has no difference", () => {
  expect(between({}, {})).toEqual([]);
  expect(between({}, { definition: "def" })).toEqual([]);
});

test.each<[string, SomeServer, SomeServer, object[]]>([
  [
    "an image",
    {},
    { image: "kafka:4" },
    [{ kind: "image", name: "image", from: "apache/kafka:3.9.2", to: "kafka:4" }],
  ],
  ["a heap", {}, { heap: 512 }, [{ kind: "heap", name: "heap", from: "400 MiB", to: "512 MiB" }]],
  [
    "an option of Java",
    { jvm: ["-Da"] },
    { jvm: ["-Db"] },
    [
      { kind: "java option", name: "-Da", from: "-Da" },
      { kind: "java option", name: "-Db", to: "-Db" },
    ],
  ],
  [
    "a setting",
    { settings: { a: "1", b: "2" } },
    { settings: { a: "x=y", c: "3" } },
    [
      { kind: "setting", name: "a", from: "1", to: "x=y" },
      { kind: "setting", name: "b", from: "2" },
      { kind: "setting", name: "c", to: "3" },
    ],
  ],
  [
    "a volume",
    {},
    { volume: "other" },
    [{ kind: "mount", name: "/var/lib/kafka/data", from: "nowhere-1-data", to: "other" }],
  ],
])("%s is told by its own name", (_, from, to, expected) => {
  expect(between(from, to)).toEqual(expected);
});

test("what the constructs declare is read with all of its options of Java, and nothing else among them", () => {
  const declared = (...jvmOptions: string[]) =>
    serverDefinition(container(synthCluster({ heapMiB: 384, jvmOptions }), "kafka-2"));
  const [none, two] = [declared(), declared("-Done=1", "-Dtwo=2")];
  expect(two.heapMiB).toBe(384);
  expect(two.javaOptions).toEqual([...none.javaOptions, "-Done=1", "-Dtwo=2"]);
  expect(none.javaOptions.every((option) => option.startsWith("-"))).toBe(true);
  expect(two.properties.get("broker.id")).toBe("2");
  expect(differences(none, two).map(({ to }) => to)).toEqual(["-Done=1", "-Dtwo=2"]);
});

test("values that may be secret are not told, and those of the environment never", () => {
  const found = between(
    { settings: { "ssl.key.password": "old" }, env: ["TOKEN=old"] },
    { settings: { "ssl.key.password": "new" }, env: ["TOKEN=new"] },
  );
  expect(found).toEqual([
    { kind: "setting", name: "ssl.key.password", from: "…", to: "…" },
    { kind: "environment", name: "TOKEN", from: "…", to: "…" },
  ]);
  expect(JSON.stringify(found)).not.toMatch(/old|new/);
});

test("what has no word of its own is told by Terraform's name, where there is nothing else", () => {
  const [from, to] = ["always", "no"].map((restart) => serverDefinition({ ...containerValues(), restart }));
  expect(differences(from!, to!)).toEqual([
    { kind: "container", name: "restart", from: '"always"', to: '"no"' },
  ]);
});
