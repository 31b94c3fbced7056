import { type Ended } from "./deployment";

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how jest's own types are extended
  namespace jest {
    interface Matchers<R> {
      /** The program has ended with 0; where not, what it printed is shown. */
      toSucceed(): R;
    }
  }
}

expect.extend({
  toSucceed: ({ code, output }: Pick<Ended, "code" | "output">) => ({
    pass: code === 0,
    message: () => `the program ended with ${code}:\n${output}`,
  }),
});
