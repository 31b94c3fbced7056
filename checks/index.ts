export { type LogLines } from "./docker-engine";
export { CHECK_NAMES, type CheckResult, verify, type VerifyOptions, type VerifyReport } from "./run";
