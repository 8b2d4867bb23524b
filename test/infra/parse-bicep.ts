/** Reads a Bicep file by its grammar, so that a test speaks of properties and not of lines of text. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** What is no literal is kept as it is written: `{ expression: "isPrivate ? 'Deny' : 'Allow'" }`. */
export type BicepValue =
  | string
  | number
  | boolean
  | null
  | readonly BicepValue[]
  | { readonly [name: string]: BicepValue };

export type BicepFile = {
  readonly hasError: boolean;
  readonly text: string;
  readonly parameters: readonly {
    readonly name: string;
    /** Of `string`, `int` and so on. */
    readonly type: string;
    readonly default: BicepValue | undefined;
    readonly allowed: BicepValue | undefined;
    readonly decorators: readonly string[];
  }[];
  readonly variables: ReadonlyMap<string, BicepValue>;
  readonly resources: readonly {
    readonly symbol: string;
    /** `Microsoft.Storage/storageAccounts`, without the version. */
    readonly type: string;
    readonly version: string;
    /** Only pointed to, not made. */
    readonly isExisting: boolean;
    /** Of a loop, what it makes each time. */
    readonly body: Readonly<Record<string, BicepValue>>;
    /** Names of all properties, at any depth and inside expressions. */
    readonly names: readonly string[];
  }[];
  readonly modules: readonly {
    readonly symbol: string;
    readonly path: string;
    readonly parameters: Readonly<Record<string, BicepValue>>;
  }[];
  readonly outputs: readonly { readonly name: string; readonly code: string }[];
  /** Names that stand for a value, and functions called; the compiler that knows them is not at hand. */
  readonly declared: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
  readonly called: ReadonlySet<string>;
};

const grammar = (async () => {
  await Parser.init();
  const path = fileURLToPath(import.meta.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm'));
  return await Language.load(await readFile(path));
})();

export async function parseBicep(text: string): Promise<BicepFile> {
  const language = await grammar;
  const parser = new Parser();
  parser.setLanguage(language);
  const root = parser.parse(text)?.rootNode;
  if (root === undefined) throw new Error('The Bicep parser gave no tree.');
  const all = (type: string) => root.descendantsOfType(type);
  return {
    hasError: root.hasError,
    text,
    parameters: all('parameter_declaration').map((node) => {
      const [name, type, standard] = node.namedChildren;
      const calls = decoratorsOf(node);
      const allowed = calls.find(({ name }) => name === 'allowed')?.argument;
      return {
        name: name?.text ?? '',
        type: type?.text ?? '',
        default: standard && readValue(standard),
        allowed: allowed && readValue(allowed),
        decorators: calls.map((call) => call.name),
      };
    }),
    variables: new Map(
      all('variable_declaration').flatMap((node) => {
        const [name, value] = node.namedChildren;
        return name && value ? [[name.text, readValue(value)] as const] : [];
      }),
    ),
    resources: all('resource_declaration').map((node) => {
      const [symbol, type] = node.namedChildren;
      const [kind = '', version = ''] = contentOf(type).split('@');
      return {
        symbol: symbol?.text ?? '',
        type: kind,
        version,
        isExisting: /'\s+existing\s*=/.test(node.text),
        body: bodyOf(node),
        names: node
          .descendantsOfType('object_property')
          .map((property) => property.namedChildren[0]?.text ?? ''),
      };
    }),
    modules: all('module_declaration').map((node) => ({
      symbol: node.namedChildren[0]?.text ?? '',
      path: contentOf(node.namedChildren[1]),
      parameters: recordOf(bodyOf(node).params),
    })),
    outputs: all('output_declaration').map((node) => ({
      name: node.namedChildren[0]?.text ?? '',
      code: node.namedChildren.at(-1)?.text ?? '',
    })),
    ...namesIn(root),
  };
}

/** Nodes whose first name is one that they bring into being. */
const DECLARING = new Set([
  'parameter_declaration',
  'variable_declaration',
  'resource_declaration',
  'module_declaration',
  'output_declaration',
  'lambda_expression',
  'for_statement',
  'loop_variable',
  'loop_enumerator',
]);

function namesIn(root: Node): Pick<BicepFile, 'declared' | 'used' | 'called'> {
  const names = { declared: new Set<string>(), used: new Set<string>(), called: new Set<string>() };
  for (const node of root.descendantsOfType(['identifier', 'loop_variable', 'loop_enumerator'])) {
    const parent = node.parent;
    const isFirst = parent?.namedChildren[0]?.id === node.id;
    if (node.type !== 'identifier') names.declared.add(node.text);
    else if (parent?.type === 'object_property' && isFirst) continue;
    else if (parent?.type === 'call_expression' && isFirst) names.called.add(node.text);
    else if (parent !== null && DECLARING.has(parent.type) && isFirst) names.declared.add(node.text);
    else names.used.add(node.text);
  }
  return names;
}

/** A value as an object, or an empty one. */
export function recordOf(value: BicepValue | undefined): Readonly<Record<string, BicepValue>> {
  return isRecord(value) ? value : {};
}

/** The value at `a.b.c` of an object. */
export function valueAt(value: BicepValue | undefined, path: string): BicepValue | undefined {
  return path.split('.').reduce<BicepValue | undefined>((inside, name) => recordOf(inside)[name], value);
}

function isRecord(value: BicepValue | undefined): value is { readonly [name: string]: BicepValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object behind `=`, past conditions and loops. */
function bodyOf(declaration: Node): Readonly<Record<string, BicepValue>> {
  const inner = declaration.namedChildren.at(-1);
  if (inner === undefined) return {};
  if (inner.type === 'object') return recordOf(readValue(inner));
  return bodyOf(inner);
}

/** Decorators stand beside what they decorate. */
function decoratorsOf(node: Node): { name: string; argument: Node | undefined }[] {
  const before = node.previousNamedSibling;
  if (before?.type !== 'decorators') return [];
  return before.descendantsOfType('decorator').map((decorator) => {
    const call = decorator.namedChildren[0];
    return {
      name: call?.childForFieldName('function')?.text ?? '',
      argument: call?.childForFieldName('arguments')?.namedChildren[0],
    };
  });
}

function readValue(node: Node): BicepValue {
  switch (node.type) {
    case 'object':
      return Object.fromEntries(
        node.namedChildren
          .filter(({ type }) => type === 'object_property')
          .flatMap(({ namedChildren: [name, value] }) =>
            name && value ? [[name.type === 'string' ? contentOf(name) : name.text, readValue(value)]] : [],
          ),
      );
    case 'array':
      return node.namedChildren.filter(({ type }) => type !== 'comment').map(readValue);
    case 'string':
      return node.descendantsOfType('interpolation').length === 0
        ? contentOf(node)
        : { expression: node.text };
    case 'number':
      return Number(node.text);
    case 'boolean':
      return node.text === 'true';
    case 'null':
      return null;
    default:
      return { expression: node.text };
  }
}

/** Of a string, what stands between the quotes. */
function contentOf(node: Node | undefined): string {
  return node?.text.replace(/^'|'$/g, '') ?? '';
}
