import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ISynthesisSession, type IStackSynthesizer, TerraformStack } from "cdktf";
import { type Construct } from "constructs";

/**
 * Writes a file into the folder of a construct's stack, whenever the stack is synthesized.
 *
 * @param scope - The construct.
 * @param file - Name of the file.
 * @param text - Tells what is in it; undefined for no file.
 */
export function writeBesideStack(scope: Construct, file: string, text: () => string | undefined): void {
  const stack = TerraformStack.of(scope);
  stack.synthesizer = new FileSynthesizer(stack, stack.synthesizer, file, text);
}

/** Writes one more file into a stack's folder, after all that the stack writes itself. */
class FileSynthesizer implements IStackSynthesizer {
  public constructor(
    private readonly stack: TerraformStack,
    private readonly inner: IStackSynthesizer,
    private readonly file: string,
    private readonly text: () => string | undefined,
  ) {}

  public synthesize(session: ISynthesisSession): void {
    this.inner.synthesize(session);
    const { workingDirectory } = session.manifest.forStack(this.stack);
    const text = this.text();
    if (text !== undefined) writeFileSync(join(session.outdir, workingDirectory, this.file), text);
  }
}
