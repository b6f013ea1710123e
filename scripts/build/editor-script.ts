import { createContext, runInContext } from 'node:vm';
import { type AnyNode, type ObjectExpression, type Property, parse, type SpreadElement } from 'acorn';
import { build } from 'esbuild';

/**
 * A node's editor code as one immediately called function, since top-level constants of two palettes would collide. The
 * registerType call keeps a literal name and a literal object: the flow library's scorecard parses it and can read
 * neither spreads nor variables.
 * @param forDebugging keeps lines and spreads as written, and adds the source map
 */
export async function editorScript(entry: string, forDebugging = false): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    legalComments: 'none',
    // Names stay, so that code seen in the browser can be found here.
    minifyWhitespace: !forDebugging,
    minifySyntax: !forDebugging,
    sourcemap: forDebugging ? 'inline' : false,
    logLevel: 'silent',
  });
  const code = result.outputFiles[0]?.text.trim() ?? '';
  return forDebugging ? code : namesWrittenOut(spreadsWrittenOut(code));
}

/** A node's styles and their imports, minified. */
export async function editorStyle(file: string): Promise<string> {
  const result = await build({ entryPoints: [file], bundle: true, write: false, minifyWhitespace: true });
  return result.outputFiles[0]?.text.trim() ?? '';
}

/** Replaces every `...name` inside the registerType call by the properties of that constant, until none is left. */
function spreadsWrittenOut(code: string): string {
  const constants = new Map<string, ObjectExpression>();
  walk(parse(code, { ecmaVersion: 2022 }), (node) => {
    if (
      node.type === 'VariableDeclarator' &&
      node.id.type === 'Identifier' &&
      node.init?.type === 'ObjectExpression'
    ) {
      constants.set(node.id.name, node.init);
    }
  });
  const { definition } = registration(code);
  const spread = findSpread(definition);
  if (!spread) return code;
  const constant = spread.argument.type === 'Identifier' ? constants.get(spread.argument.name) : undefined;
  if (!constant) throw new Error('Only a constant object can be spread into registerType.');
  const properties = constant.properties
    .map((property) => code.slice(property.start, property.end))
    .join(',\n');
  return spreadsWrittenOut(code.slice(0, spread.start) + properties + code.slice(spread.end));
}

/**
 * Replaces `defaults` and `credentials` that are computed from a table of fields by objects that name each property,
 * since the scorecard reads the names. The code itself is run to find out the names.
 */
function namesWrittenOut(code: string): string {
  const { call, definition } = registration(code);
  const computed = (definition.properties as Property[]).filter(
    ({ key, value }) =>
      key.type === 'Identifier' &&
      /^(defaults|credentials)$/.test(key.name) &&
      value.type === 'CallExpression',
  );
  const registered = computed.length > 0 ? definitionIn(code) : {};
  let before = '';
  let written = code.slice(call.start, call.end);
  for (const { key, value } of computed.reverse()) {
    const name = code.slice(key.start, key.end);
    const properties = Object.keys(registered[name] ?? {}).map((each) => `${each}:${name}.${each}`);
    before = `const ${name}=${code.slice(value.start, value.end)};\n${before}`;
    written =
      written.slice(0, value.start - call.start) +
      `{${properties.join(',')}}` +
      written.slice(value.end - call.start);
  }
  return code.slice(0, call.start) + before + written + code.slice(call.end);
}

/** The definition that the code registers, found by running it with an editor that does nothing. */
function definitionIn(code: string): Readonly<Record<string, object>> {
  let registered: Readonly<Record<string, object>> = {};
  const registerType = (_type: string, definition: typeof registered) => {
    registered = definition;
  };
  runInContext(code, createContext({ RED: { nodes: { registerType }, events: { on() {} } } }));
  return registered;
}

/** The registerType call, and the definition in it. */
function registration(code: string): { readonly call: AnyNode; readonly definition: ObjectExpression } {
  let found: { readonly call: AnyNode; readonly definition: ObjectExpression } | undefined;
  walk(parse(code, { ecmaVersion: 2022 }), (node) => {
    if (node.type !== 'CallExpression') return;
    if (!/registerType$/.test(code.slice(node.callee.start, node.callee.end))) return;
    const [, argument] = node.arguments;
    if (argument?.type === 'ObjectExpression') found = { call: node, definition: argument };
  });
  if (found) return found;
  throw new Error('The editor code has no RED.nodes.registerType call with an object.');
}

/** The first spread in the definition itself or in an object within it, such as `defaults`. */
function findSpread(object: ObjectExpression): SpreadElement | undefined {
  for (const property of object.properties as Array<Property | SpreadElement>) {
    if (property.type === 'SpreadElement') return property;
    const inner = property.value.type === 'ObjectExpression' ? findSpread(property.value) : undefined;
    if (inner) return inner;
  }
  return undefined;
}

function walk(node: AnyNode, visit: (node: AnyNode) => void): void {
  visit(node);
  for (const child of Object.values(node)) {
    for (const item of Array.isArray(child) ? child : [child]) {
      if (item && typeof item === 'object' && 'type' in item) walk(item as AnyNode, visit);
    }
  }
}
