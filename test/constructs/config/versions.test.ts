import { Findings } from "../../../constructs/config/rules";
import {
  checkProtocolVersion,
  type ImageProps,
  KAFKA_LINES,
  resolveImages,
} from "../../../constructs/config/versions";

const DIGEST = `sha256:${"0a".repeat(32)}`;

function images(props: ImageProps) {
  const findings = new Findings();
  return { ...resolveImages(findings, props, (text) => text.includes("Token")), findings };
}

test("the official image of the last version with ZooKeeper is the default, for ZooKeeper too", () => {
  expect(images({})).toMatchObject({
    image: "apache/kafka:3.9.2",
    zookeeperImage: "apache/kafka:3.9.2",
    kafkaVersion: "3.9.2",
    findings: { errors: [], warnings: [] },
  });
});

test("a version chooses the official image", () => {
  expect(images({ kafkaVersion: "3.9.1" })).toMatchObject({
    image: "apache/kafka:3.9.1",
    kafkaVersion: "3.9.1",
  });
});

test.each<[ImageProps, string | undefined]>([
  [{ image: "apache/kafka:3.9.1" }, "3.9.1"],
  [{ image: "registry.example.com:5000/mirror/kafka:3.9.1" }, "3.9.1"],
  [{ image: "registry.example.com:5000/apache/kafka:3.9" }, "3.9"],
  [{ image: "registry.example.com/strimzi/kafka:0.45.0-kafka-3.9.0" }, undefined],
  [{ image: "registry.example.com/strimzi/kafka:0.45.0-kafka-3.9.0", kafkaVersion: "3.9.0" }, "3.9.0"],
  [{ image: "wurstmeister/kafka:2.13-2.8.1" }, undefined],
  [{ image: `apache/kafka:3.9.2-alpine@${DIGEST}` }, "3.9.2"],
  [{ image: "kafka:3.9", kafkaVersion: "3.9.2" }, "3.9.2"],
  [{ image: `apache/kafka@${DIGEST}` }, undefined],
  [{ image: `apache/kafka@${DIGEST}`, kafkaVersion: "3.9.2" }, "3.9.2"],
  [{ image: "confluentinc/cp-kafka:7.9.0" }, undefined],
  [{ image: "my/kafka:stable" }, undefined],
  [{ image: "${TfToken[1]}" }, undefined],
])("%j is Kafka %s", (props, version) => {
  const { findings, kafkaVersion } = images(props);
  expect(findings).toMatchObject({ errors: [], warnings: [] });
  expect(kafkaVersion).toBe(version);
});

test.each(["apache/kafka", "apache/kafka:latest", "registry.example.com:5000/kafka"])(
  "warns of %s, whose tag moves",
  (image) => {
    const told = image.endsWith(":latest") ? image : `${image}:latest`;
    expect(images({ zookeeperImage: image }).findings.warnings).toEqual([
      `'zookeeperImage' is ${told}: a tag that moves, so that two deploys may run two versions; use a version or a digest`,
    ]);
  },
);

test.each([
  [{ kafkaVersion: "3.8.1" }, "kafkaVersion", "3.8.1"],
  [{ image: "apache/kafka:3.7" }, "image", "3.7"],
  [{ image: "my/kafka:2.8.0" }, "image", "2.8.0"],
])("warns of %j, which gets no more fixes", (props, prop, version) => {
  expect(images(props).findings.warnings).toEqual([
    `'${prop}' is Kafka ${version}, which gets no more fixes (https://kafka.apache.org/downloads); use 3.9.2`,
  ]);
});

test.each([
  ["3.9.2", "3.9", []],
  ["3.9.2", "3.8-IV0", []],
  [
    "3.9",
    "4.0",
    [`'config' must not have an 'inter.broker.protocol.version' above the brokers' 3.9, got "4.0"`],
  ],
  [
    "3.8.1",
    "3.9",
    [`'config' must not have an 'inter.broker.protocol.version' above the brokers' 3.8.1, got "3.9"`],
  ],
  [undefined, "9.9", []],
  ["3.9.2", undefined, []],
  ["3.9.2", "newest", []],
])("version %s with the protocol of %s", (version, protocol, errors) => {
  const findings = new Findings();
  checkProtocolVersion(findings, version, protocol);
  expect(findings.errors).toEqual(errors);
});

test("every line of releases is told apart, and 3.9 is the last with ZooKeeper", () => {
  const lines = KAFKA_LINES.map(({ line }) => line);
  expect(new Set(lines).size).toBe(lines.length);
  expect(KAFKA_LINES.filter(({ metadata }) => metadata.includes("zookeeper")).at(-1)?.line).toBe("3.9");
});
