import { type TopicChange, type TopicPlan } from "../operations/topic-plan";

/**
 * A plan as it is printed.
 *
 * @param plan - What is done, or was.
 * @returns One line for each change, each refusal and each setting that was made by hand.
 */
export function topicLines(plan: readonly TopicPlan[]): readonly string[] {
  return plan.flatMap(({ changes, foreign, refused, topic }) => [
    ...refused.map((why) => `! ${topic}: refused: ${why}`),
    ...changes.map((change) => line(topic, change)),
    ...foreign.map(
      ({ key, value }) => `? ${topic}: ${key}=${value} was set by hand, and stays: declare it, or remove it`,
    ),
  ]);
}

/**
 * Whether a plan changes anything.
 *
 * @param plan - A plan.
 * @returns False where there is nothing but settings made by hand.
 */
export function hasChanges(plan: readonly TopicPlan[]): boolean {
  return plan.some(({ changes }) => changes.length > 0);
}

function line(topic: string, change: TopicChange): string {
  switch (change.action) {
    case "create":
      return `+ ${topic}: create, ${change.partitions} partitions, ${change.replicationFactor} replicas each`;
    case "adopt":
      return `= ${topic}: take over`;
    case "record":
      return `= ${topic}: record what is declared`;
    case "partitions":
      return `~ ${topic}: partitions ${change.from} -> ${change.to} (warning: keys move to other partitions, so records of a key are in order only among those from now on)`;
    case "config":
      return `~ ${topic}: ${change.key} ${change.from ?? "default"} -> ${change.to ?? "default"}`;
    case "replicas":
      return `~ ${topic}: replicas ${change.from.join(" or ")} -> ${change.to}, of ${change.moves.length} partitions`;
    case "release":
      return `. ${topic}: not declared any more, and kept`;
    case "delete":
      return `- ${topic}: delete, with all of its records`;
  }
}
