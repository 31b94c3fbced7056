export { type LogLines } from "./docker-engine";
export * from "./report";
export { verify, type VerifyOptions } from "./run";
export { CHECK_NAMES, CHECK_TITLES, DISRUPTIVE_CHECKS, type Selection, SelectionError } from "./select";
