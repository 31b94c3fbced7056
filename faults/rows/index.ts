import { type Row } from "../row";
import { BROKER_FREEZES } from "./broker-freezes";
import { BROKER_KILLS } from "./broker-kills";
import { BROKER_STOPS } from "./broker-stops";
import { CHANGES } from "./changes";
import { CONTROLS } from "./controls";
import { DEPLOYS } from "./deploys";
import { ENGINE } from "./engine";
import { INTERRUPTED_APPLY } from "./interrupted-apply";
import { NETWORK } from "./network";
import { STORAGE } from "./storage";
import { TERRAFORM_ROWS } from "./terraform";
import { ZOOKEEPER } from "./zookeeper";

/** Every row, by its number. */
export const ROWS: readonly Row[] = [
  ...BROKER_KILLS,
  ...BROKER_STOPS,
  ...BROKER_FREEZES,
  ...NETWORK,
  ...ZOOKEEPER,
  ...STORAGE,
  ...ENGINE,
  ...TERRAFORM_ROWS,
  ...DEPLOYS,
  ...CHANGES,
  INTERRUPTED_APPLY,
  ...CONTROLS,
].sort((a, b) => a.number - b.number);
