// Parts of kafkajs that it does not document; package.json holds it at the version that they were read in.

declare module "kafkajs/src/protocol/requests/metadata" {
  interface Protocol {
    readonly request: object;
    readonly response: { decode(raw: Buffer): Promise<unknown>; parse(data: unknown): Promise<unknown> };
  }
  export function protocol(version: {
    version: number;
  }): (parameters: { topics: readonly string[]; allowAutoTopicCreation: boolean }) => Protocol;
}

declare module "kafkajs/src/protocol/encoder" {
  /** Writes Kafka's binary form. */
  export default class Encoder {
    public readonly buffer: Buffer;
    public writeInt8(value: number): this;
    public writeInt32(value: number): this;
    public writeDouble(value: number): this;
    public writeBoolean(value: boolean): this;
    public writeString(value: string | null): this;
    public writeArray(values: readonly Encoder[]): this;
    public writeUVarInt(value: number): this;
    public writeUVarIntString(value: string): this;
    public writeUVarIntBytes(value: Buffer): this;
    public writeUVarIntArray(values: readonly Encoder[]): this;
  }
}

declare module "kafkajs/src/protocol/decoder" {
  /** Reads Kafka's binary form. */
  export default class Decoder {
    public constructor(buffer: Buffer);
    public readInt8(): number;
    public readInt16(): number;
    public readInt32(): number;
    public readDouble(): number;
    public readString(): string | null;
    public readArray<T>(reader: (decoder: Decoder) => T): T[];
    public readUVarIntString(): string | null;
    public readUVarIntArray<T>(reader: (decoder: Decoder) => T): T[] | null;
    public readTaggedFields(): unknown;
  }
}

declare module "kafkajs/src/protocol/requests/alterConfigs/v0/response" {
  /** IncrementalAlterConfigs has the same form. */
  export function decode(raw: Buffer): Promise<{
    readonly resources: ReadonlyArray<{
      readonly errorCode: number;
      readonly errorMessage: string | null;
      readonly resourceName: string;
      readonly resourceType: number;
    }>;
  }>;
}

declare module "kafkajs/src/protocol/error" {
  export function createErrorFromCode(code: number): Error & { readonly type: string };
}

declare module "kafkajs/src/network/socketFactory" {
  import { type ISocketFactory } from "kafkajs";
  export default function socketFactory(): ISocketFactory;
}

declare module "kafkajs-snappy" {
  export default function snappy(): {
    compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
    decompress(buffer: Buffer): Promise<Buffer>;
  };
}
