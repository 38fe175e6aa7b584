/**
 * Loads the TypeScript sources of the gateway so that every function says, when it is called, which file it stands in:
 * `globalThis.enterFile(path)`. What is outside the rooms below is loaded as usual.
 */
import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ROOMS = /^(gateway|resolvers|schema|auth)\/.*\.ts$/;

const { config } = ts.readConfigFile(`${ROOT}/tsconfig.json`, ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);

/** Puts a call at the head of every function of a file. */
const sayingWhere = (path) => (context) => {
  const { factory } = context;
  const call = () =>
    factory.createCallExpression(factory.createIdentifier("globalThis.enterFile"), undefined, [
      factory.createStringLiteral(path),
    ]);
  const entered = (body) =>
    ts.isBlock(body)
      ? factory.updateBlock(body, [factory.createExpressionStatement(call()), ...body.statements])
      : factory.createParenthesizedExpression(factory.createCommaListExpression([call(), body]));
  const visit = (node) => {
    const seen = ts.visitEachChild(node, visit, context);
    if (!seen.body) return seen;
    const body = entered(seen.body);
    if (ts.isArrowFunction(seen))
      return factory.updateArrowFunction(
        seen,
        seen.modifiers,
        seen.typeParameters,
        seen.parameters,
        seen.type,
        seen.equalsGreaterThanToken,
        body,
      );
    if (ts.isFunctionDeclaration(seen))
      return factory.updateFunctionDeclaration(
        seen,
        seen.modifiers,
        seen.asteriskToken,
        seen.name,
        seen.typeParameters,
        seen.parameters,
        seen.type,
        body,
      );
    if (ts.isFunctionExpression(seen))
      return factory.updateFunctionExpression(
        seen,
        seen.modifiers,
        seen.asteriskToken,
        seen.name,
        seen.typeParameters,
        seen.parameters,
        seen.type,
        body,
      );
    if (ts.isMethodDeclaration(seen))
      return factory.updateMethodDeclaration(
        seen,
        seen.modifiers,
        seen.asteriskToken,
        seen.name,
        seen.questionToken,
        seen.typeParameters,
        seen.parameters,
        seen.type,
        body,
      );
    if (ts.isGetAccessorDeclaration(seen))
      return factory.updateGetAccessorDeclaration(seen, seen.modifiers, seen.name, seen.parameters, seen.type, body);
    return seen;
  };
  return (file) => ts.visitEachChild(file, visit, context);
};

export async function load(url, context, next) {
  const [address] = url.split("?");
  if (!address.startsWith("file:")) return next(url, context);
  const path = relative(ROOT, fileURLToPath(address));
  if (!ROOMS.test(path)) return next(url, context);
  const { outputText } = ts.transpileModule(await readFile(fileURLToPath(address), "utf8"), {
    fileName: path,
    compilerOptions: { ...options, sourceMap: false, declaration: false, module: ts.ModuleKind.ESNext },
    transformers: { before: [sayingWhere(path)] },
  });
  return { format: "module", source: outputText, shortCircuit: true };
}
