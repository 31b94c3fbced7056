import { KafkaCluster } from "../../constructs";
import { synth, testStack } from "../support/synthesized";

/** What a deploy makes secrets anew for, when it changes. */
function triggersOf(declare: (kafka: KafkaCluster) => void = () => undefined): unknown {
  const stack = testStack();
  declare(new KafkaCluster(stack, "kafka", { brokers: 1, security: true }));
  return synth(stack).resource["terraform_data"]!["kafka-secrets"]!["triggers_replace"];
}

test("a user that is added later gets its password or its certificate", () => {
  const before = triggersOf();
  expect(triggersOf((kafka) => kafka.addUser("billing"))).not.toEqual(before);
  const [password, certificate] = ["scram-sha-512", "tls"] as const;
  expect(triggersOf((kafka) => kafka.addUser("billing", { authentication: certificate }))).not.toEqual(
    triggersOf((kafka) => kafka.addUser("billing", { authentication: password })),
  );
});

test("topics, rights and limits of users need no secrets", () => {
  const before = triggersOf((kafka) => kafka.addUser("billing"));
  const after = triggersOf((kafka) => {
    const billing = kafka.addUser("billing", { quotas: { producerByteRate: 1 } });
    kafka.addTopic("orders").grantRead(billing);
  });
  expect(after).toEqual(before);
});
