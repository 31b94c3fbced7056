import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/**
 * What a page tells of one member of an interface or a class.
 *
 * @typedef {object} Member
 * @property {string} name its name, with the names of its parameters if it is a method
 * @property {string} type as written in the source; of a method, what it returns
 * @property {string} text its description, on one line
 * @property {string | undefined} otherwise its `@default`, if it has one
 * @property {boolean} optional whether it may be left out
 */

/**
 * The public members of an interface or a class, in the order of the source, then those of the interfaces that an
 * interface extends. Those of a class are what others can use: properties, getters and methods, not its constructor.
 *
 * @param {string} file path of the source
 * @param {string} noun name of the interface or the class
 * @param {Set<string>} known names of members that need no description any more
 * @returns {Member[]} The members.
 */
export function membersOf(file, noun, known = new Set()) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const declaration = source.statements.find(
    (one) => (ts.isInterfaceDeclaration(one) || ts.isClassDeclaration(one)) && one.name?.text === noun,
  );
  if (declaration === undefined) throw new Error(`${file} declares no ${noun}`);
  const own = declaration.members.filter(
    (member) => isPublic(member) && !known.has(member.name.getText(source)),
  );
  for (const member of own) known.add(member.name.getText(source));
  const bases = ts.isInterfaceDeclaration(declaration)
    ? (declaration.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => type.getText(source)))
    : [];
  return [
    ...own.map((member) => describe(member, source, noun)),
    ...bases.flatMap((base) => membersOf(fileOf(base, source), base, known)),
  ];
}

/** The source that declares what another one uses: the same, or one that it imports by a relative path. */
function fileOf(name, source) {
  const imported = source.statements.filter(ts.isImportDeclaration).find(({ importClause }) => {
    const bindings = importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings) && bindings.elements.some((one) => one.name.text === name);
  });
  return imported === undefined
    ? source.fileName
    : join(dirname(source.fileName), `${imported.moduleSpecifier.text}.ts`);
}

function isPublic(member) {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return member.name !== undefined && (ts.getCombinedModifierFlags(member) & hidden) === 0;
}

function describe(member, source, noun) {
  const own = member.name.getText(source);
  const [doc] = ts.getJSDocCommentsAndTags(member);
  const text = oneLine(ts.getTextOfJSDocComment(doc?.comment));
  if (text === "") throw new Error(`${noun}.${own} has no description`);
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === "default");
  const isMethod = ts.isMethodDeclaration(member) || ts.isMethodSignature(member);
  const parameters = isMethod ? member.parameters.map(({ name }) => name.getText(source)).join(", ") : "";
  const isStatic = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
  const optional = member.questionToken !== undefined;
  return {
    name: `${isStatic ? `${noun}.` : ""}${own}${isMethod ? `(${parameters})` : ""}`,
    type: oneLine(member.type?.getText(source)),
    text,
    otherwise: tag === undefined ? undefined : oneLine(ts.getTextOfJSDocComment(tag.comment)),
    optional,
  };
}

function oneLine(text = "") {
  return text.replace(/\s+/g, " ").trim();
}
