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
  /** Writes a request, value after value. */
  export default class Encoder {
    public writeInt8(value: number): this;
    public writeString(value: string | null): this;
    public writeBoolean(value: boolean): this;
    public writeArray(values: readonly Encoder[]): this;
  }
}

declare module "kafkajs/src/protocol/requests/alterConfigs/v0/response" {
  /** IncrementalAlterConfigs has the same form. */
  export function decode(raw: Buffer): Promise<{
    readonly resources: ReadonlyArray<{
      readonly errorCode: number;
      readonly errorMessage: string | null;
      readonly resourceName: string;
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
