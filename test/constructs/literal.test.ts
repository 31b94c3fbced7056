import { TerraformLocal } from "cdktf";
import { literal } from "../../constructs/literal";
import { testStack } from "../support/synthesized";

test.each([
  ["${HOME}", "$${HOME}"],
  ["%{ if x }", "%%{ if x }"],
  ["$HOME %d $$ 100%", "$HOME %d $$ 100%"],
])("%s reaches the container as it is", (text, rendered) => {
  expect(literal(text)).toBe(rendered);
});

test("leaves tokens alone", () => {
  const token = new TerraformLocal(testStack(), "local", "x").asString;
  expect(literal(`a=${token}`)).toBe(`a=${token}`);
});
