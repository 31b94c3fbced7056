/** A gate stayed closed: nothing was stopped, and what was done before stays done. */
export class StoppedAtGate extends Error {}

/** Interrupted at a point at which nothing is half done. */
export class Interrupted extends Error {}
