import { Testing } from "cdktf";
import { CLUSTER_PROPS } from "../../constructs/kafka-cluster-props";
import { defaultStack, EVERYTHING, everythingStack } from "../support/everything";

// Exactly two: more would not be read. That Terraform and the provider take both is tested in test/e2e/valid.test.ts.

test("the default cluster", () => {
  expect(Testing.synth(defaultStack(), true)).toMatchSnapshot();
});

test("everything set", () => {
  expect(Object.keys(EVERYTHING)).toEqual(Object.keys(CLUSTER_PROPS));
  expect(Testing.synth(everythingStack(), true)).toMatchSnapshot();
});
