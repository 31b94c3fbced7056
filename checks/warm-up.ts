import { type CheckContext } from "./check";
import { connectionTo } from "./connection";
import { KafkaClient } from "./kafka-client";

const ANSWER_MS = 3000;

/**
 * Has Kafka begin what it puts off until it is first asked: its own topics, and ids for producers in each broker. The
 * first client would wait for them, and that is the check of the deploy.
 *
 * @param context - What a check of a start is given.
 */
export async function warmUp({ client, manifest, own }: CheckContext): Promise<void> {
  const ids = manifest.brokers.map(async (broker) => {
    const one = new KafkaClient(connectionTo(manifest, [broker]), { answerMs: ANSWER_MS });
    await one.askForProducerId();
  });
  // What they say is for the checks to find out.
  await Promise.allSettled([client.askForCoordinators(own.name), ...ids]);
}
