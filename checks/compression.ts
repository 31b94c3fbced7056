import { type Check, CheckFailure } from "./check";
import { codecs, type CodecUse } from "./codecs";
import { SentMessages } from "./sent-messages";

const MESSAGES = 20;
const VALUE_BYTES = 2000;

/** What was written with each compression codec is stored as such, and read back unchanged. */
export const compression: Check = {
  name: "compression",
  title: "messages compressed with gzip, snappy, lz4 and zstd are stored as such and read back unchanged",
  timeoutSeconds: 30,
  needs: ["round-trip"],
  async run({ own, signal }) {
    const before = codecs();
    const { producer, reader } = await own.open(signal);
    const sent = new SentMessages("compression");
    for (const [index, codec] of before.entries()) {
      const partition = index % own.assignment.length;
      const messages = Array.from({ length: MESSAGES }, (_, one) =>
        sent.mark({ partition, key: codec.name, value: text(codec.name, one) }),
      );
      await producer.send({ topic: own.name, acks: -1, compression: codec.type, messages });
    }
    await sent.comeBack(reader, signal);
    const used = codecs().map((after, index) => difference(before[index]!, after));
    const unused = used.filter(({ compressed, decompressed }) => compressed === 0 || decompressed === 0);
    if (unused.length > 0) throw failure(unused);
    return used.map((codec) => `${codec.name} to ${percent(codec)} %`).join(", ");
  },
};

/** Like a log line: it compresses well, and differs from its neighbours. */
function text(codec: string, index: number): string {
  const line = `${codec} message ${index} GET /orders/${index * 7919} 200 application/json; `;
  return line.repeat(Math.ceil(VALUE_BYTES / line.length)).slice(0, VALUE_BYTES);
}

function difference(before: CodecUse, after: CodecUse): CodecUse {
  return {
    ...after,
    raw: after.raw - before.raw,
    compressed: after.compressed - before.compressed,
    decompressed: after.decompressed - before.decompressed,
  };
}

function percent({ compressed, raw }: CodecUse): number {
  return Math.round((100 * compressed) / raw);
}

function failure(unused: readonly CodecUse[]): CheckFailure {
  const names = unused.map(({ name }) => name).join(", ");
  return new CheckFailure({
    expected: `batches compressed with ${names}`,
    actual: `they came back, but not compressed with ${names}`,
    cause: "the brokers compress with another codec than the producer did",
    remedy: "see what lies between here and the brokers: the run's topic has compression.type=producer",
  });
}
