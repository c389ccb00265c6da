import ts from 'typescript';
import { expect, test } from 'vitest';
import { PATHS, syntaxOf } from './sources.ts';

/** Whose fields are read where TypeScript does not see it. */
const READ_OUTSIDE: readonly RegExp[] = [
  // Rows of tables: SQL reads them.
  /^adapters\/stores\/\w+-tables\.ts /,
  // What the annotation plugin of Chart.js takes.
  /^adapters\/canvas\/annotations\.ts /,
  // The text of a setting in `.env.example`, which test/config compares.
  /^foundation\/declared-setting\.ts comment$/,
];

interface Field {
  readonly path: string;
  readonly name: string;
}

/** The fields of every interface and type; of two that have one name, either may be the one that is read. */
function fieldsOf(path: string, file: ts.SourceFile): readonly Field[] {
  const fields: Field[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) && ts.isIdentifier(node.name)) fields.push({ path, name: node.name.text });
    ts.forEachChild(node, look);
  };
  look(file);
  return fields;
}

/** Names by which a file reads fields: `of.name`, `of['name']`, `{ name } = of`, `'name' in of`, `Pick<Of, 'name'>`. */
function readIn(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const look = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && !isWritten(node)) names.add(node.name.text);
    if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      const name = node.propertyName ?? node.name;
      if (ts.isIdentifier(name) || ts.isStringLiteral(name)) names.add(name.text);
    }
    if (ts.isStringLiteral(node)) names.add(node.text);
    ts.forEachChild(node, look);
  };
  look(file);
  return names;
}

function isWritten(node: ts.Expression): boolean {
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

test('every field is read by someone', () => {
  const files = PATHS.map((path) => ({ path, file: syntaxOf(path) }));
  const read = new Set(files.flatMap(({ file }) => [...readIn(file)]));
  const unread = files.flatMap(({ path, file }) => fieldsOf(path, file)).filter(({ name }) => !read.has(name));
  const fields = unread.map(({ path, name }) => `${path} ${name}`);
  expect(
    fields.filter((field) => !READ_OUTSIDE.some((outside) => outside.test(field))),
    'delete the field, or read it',
  ).toEqual([]);
});

test.each([
  ['of.name', ['name']],
  ["of['name']", ['name']],
  ['const { name } = of', ['name']],
  ['const { name: other } = of', ['name']],
  ['of.name = 5', []],
  ['const made = { name: 5 }', []],
])('%s', (text, read) => {
  expect([...readIn(ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true))]).toEqual(read);
});
