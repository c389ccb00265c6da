import ts from 'typescript';
import { expect, test } from 'vitest';
import { PATHS, syntaxOf } from './sources.ts';

/** Numbers, spans, sizes and what is reckoned from them. */
function isFigure(node: ts.Expression): boolean {
  if (ts.isNumericLiteral(node)) return true;
  if (ts.isIdentifier(node)) return /^([A-Z][A-Z0-9_]*|[KMG]iB)$/.test(node.text);
  if (ts.isBinaryExpression(node)) return isFigure(node.left) && isFigure(node.right);
  if (ts.isPrefixUnaryExpression(node)) return isFigure(node.operand);
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return isFigure(node.expression);
  if (!ts.isObjectLiteralExpression(node) || node.properties.length === 0) return false;
  return node.properties.every((each) => ts.isPropertyAssignment(each) && isFigure(each.initializer));
}

function hasComment(statement: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(statement).length > 0;
}

/** The constants of a file that are figures and have no comment of their own. */
function uncommented(file: ts.SourceFile): readonly string[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement) || hasComment(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
      const isConstant = ts.isIdentifier(name) && /^[A-Z][A-Z0-9_]*$/.test(name.text);
      const isAlias = initializer !== undefined && ts.isIdentifier(initializer);
      return isConstant && initializer !== undefined && !isAlias && isFigure(initializer)
        ? [`${file.fileName} ${name.text}`]
        : [];
    });
  });
}

test('every figure with a name says its unit, its meaning and where it comes from', () => {
  const found = PATHS.flatMap((path) => uncommented(syntaxOf(path)));
  expect(found, 'give each a comment of its own, or make one table of those that belong together').toEqual([]);
});

test.each([
  ['const LONGEST = 5;', ['x.ts LONGEST']],
  ['/** Lines. */\nconst LONGEST = 5;', []],
  ['/** Lines. */\nconst LONGEST = 5;\nconst SHORTEST = 2 * SECOND;', ['x.ts SHORTEST']],
  ['const ROOM = { left: 3, right: -MiB } as const;', ['x.ts ROOM']],
  ["const NAMES = ['a'];\nconst width = 5;\nconst OTHERS = NAMES;", []],
])('%s', (text, found) => {
  expect(uncommented(ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true))).toEqual(found);
});
