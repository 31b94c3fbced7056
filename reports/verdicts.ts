import { type VerifyReport } from "../checks/report";

/** What is said of a cluster, by the outcome of its verification. */
export const VERDICTS: Readonly<Record<VerifyReport["outcome"], string>> = {
  passed: "works",
  failed: "does not do what its manifest promises",
  unreachable: "cannot be reached",
  interrupted: "was not verified to the end: interrupted",
};
