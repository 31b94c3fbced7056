import { CompressionCodecs, CompressionTypes } from "kafkajs";
import snappy from "kafkajs-snappy";
import { compressFrame, decompressFrame } from "lz4-napi";

/** What the library asks of a codec. */
interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(buffer: Buffer): Promise<Buffer>;
}

/** One of Kafka's codecs, and what went through it since this process began. */
export interface CodecUse {
  readonly name: string;
  readonly type: CompressionTypes;
  /** Bytes before they were compressed. */
  readonly raw: number;
  /** Bytes that they were compressed to. */
  readonly compressed: number;
  /** Batches that were decompressed. */
  readonly decompressed: number;
}

const registry = CompressionCodecs as unknown as Record<CompressionTypes, () => Codec>;

/** Kafka's LZ4 is the frame format (KIP-57). */
const lz4: Codec = {
  compress: (encoder) => compressFrame(encoder.buffer),
  decompress: (buffer) => decompressFrame(buffer),
};

/** In WebAssembly: Node.js itself has it from 22.15 on alone, and other packages need a compiler. */
const zstd: Codec = {
  compress: async (encoder) => Buffer.from((await zstdLibrary()).compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from((await zstdLibrary()).decompress(buffer)),
};

async function zstdLibrary() {
  const { Zstd } = await import("@hpcc-js/wasm-zstd");
  return Zstd.load();
}

let installed: ReadonlyArray<{ -readonly [Key in keyof CodecUse]: CodecUse[Key] }> | undefined;

/**
 * The codecs of this process, all four: the client library brings gzip alone. It keeps them for the whole process, so
 * those that somebody has given it already are left to do their work, and are only counted.
 *
 * @returns What went through each until now.
 */
export function codecs(): CodecUse[] {
  installed ??= [
    install("gzip", CompressionTypes.GZIP),
    install("snappy", CompressionTypes.Snappy, snappy()),
    install("lz4", CompressionTypes.LZ4, lz4),
    install("zstd", CompressionTypes.ZSTD, zstd),
  ];
  return installed.map((use) => ({ ...use }));
}

function install(name: string, type: CompressionTypes, ours?: Codec) {
  const use = { name, type, raw: 0, compressed: 0, decompressed: 0 };
  const codec = theirs(type) ?? ours!;
  const counting: Codec = {
    async compress(encoder) {
      const compressed = await codec.compress(encoder);
      use.raw += encoder.buffer.length;
      use.compressed += compressed.length;
      return compressed;
    },
    decompress(buffer) {
      use.decompressed++;
      return codec.decompress(buffer);
    },
  };
  registry[type] = () => counting;
  return use;
}

/** Where there is none, the library's own throws. */
function theirs(type: CompressionTypes): Codec | undefined {
  try {
    return registry[type]();
  } catch {
    return undefined;
  }
}
