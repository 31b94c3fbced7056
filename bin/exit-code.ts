import { type VerifyReport } from "../checks";

/** Exit codes of the command; 64 is `EX_USAGE` of sysexits.h, 130 a shell's code for Ctrl-C. */
export const EXIT = { ok: 0, failed: 1, unreachable: 2, usage: 64, interrupted: 130 } as const;

/** The exit code of each outcome of a verification. */
export const EXIT_OF_OUTCOME: Readonly<Record<VerifyReport["outcome"], number>> = {
  passed: EXIT.ok,
  failed: EXIT.failed,
  unreachable: EXIT.unreachable,
  interrupted: EXIT.interrupted,
};

/** Exit codes of the commands that plan. */
export const PLAN_EXIT = { unchanged: 0, failed: 1, changes: 2, refused: 3 } as const;

/** Exit codes of `apply`. */
export const APPLY_EXIT = { failed: 1, refused: 3, stopped: 4 } as const;
