/** What expressions may name, as GitHub calls it: `github`, `secrets`, `vars`, `steps`, `job`. */
export type Contexts = Readonly<Record<string, unknown>>;

const FUNCTIONS = ["always", "cancelled", "failure", "success"] as const;
/** How the job stands, for the functions of the same names. */
export type Status = Readonly<Record<(typeof FUNCTIONS)[number], boolean>>;

/**
 * Evaluates an expression of a workflow: contexts, strings, `==`, `&&`, `!` and functions of the job's status. Any
 * other is an error, so that nothing is evaluated otherwise than GitHub does.
 */
export function evaluate(text: string, contexts: Contexts, status?: Status): unknown {
  const expression = text
    .trim()
    .replace(/^\$\{\{(.*)\}\}$/s, "$1")
    .trim();
  const both = expression.split("&&");
  if (both.length > 1) return both.every((one) => evaluate(one, contexts, status));
  const sides = expression.split("==");
  if (sides.length === 2)
    return evaluate(sides[0]!, contexts, status) === evaluate(sides[1]!, contexts, status);
  if (expression.startsWith("!")) return !evaluate(expression.slice(1), contexts, status);
  const called = FUNCTIONS.find((name) => expression === `${name}()`);
  if (called !== undefined && status !== undefined) return status[called];
  if (expression === "true" || expression === "false") return expression === "true";
  const literal = /^'([^']*)'$/.exec(expression)?.[1];
  if (literal !== undefined) return literal;
  if (/^[\w-]+(\.[\w-]+)+$/.test(expression)) return valueOf(expression, contexts);
  throw new Error(`an expression that the tests do not know: ${text}`);
}

/** Fills the expressions in a text. */
export function filled(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{.*?\}\}/g, (one) => String(evaluate(one, contexts) ?? ""));
}

function valueOf(path: string, contexts: Contexts): unknown {
  const [root, ...rest] = path.split(".");
  if (!Object.hasOwn(contexts, root!)) throw new Error(`there is no context ${root}: ${path}`);
  return rest.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | undefined)?.[name],
    contexts[root!],
  );
}
