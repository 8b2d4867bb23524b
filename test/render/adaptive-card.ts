/**
 * What an Adaptive Card 1.5 may be built of, as far as ours is: elements with their properties, from
 * the schema explorer (adaptivecards.io/explorer), and the checks that Teams itself makes
 * (Microsoft Learn, "Designing Adaptive Cards for your Microsoft Teams app"; at most six actions are shown).
 */

/** Says what is wrong with a value, or nothing. */
type Check = (value: unknown, at: string) => string[];

const isA =
  (type: 'string' | 'boolean' | 'number'): Check =>
  (value, at) =>
    typeof value === type ? [] : [`${at}: expected a ${type}`];
const text: Check = (value, at) =>
  typeof value === 'string' && value.trim() !== '' ? [] : [`${at}: expected a text that says something`];
const oneOf =
  (...names: readonly unknown[]): Check =>
  (value, at) =>
    names.includes(value) ? [] : [`${at}: expected one of ${names.join(', ')}; got ${String(value)}`];
const url: Check = (value, at) =>
  typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:'
    ? []
    : [`${at}: expected an https address`];
const listOf =
  (check: Check, least = 1): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return [`${at}: expected a list`];
    if (value.length < least) return [`${at}: expected at least ${least}`];
    return value.flatMap((each, index) => check(each, `${at}[${index}]`));
  };
const element =
  (...types: readonly ElementName[]): Check =>
  (value, at) => {
    const type = isRecord(value) ? value.type : undefined;
    const known = types.find((name) => name === type);
    return known === undefined
      ? [`${at}: expected ${types.join(' or ')}; got ${String(type)}`]
      : properties(ELEMENTS[known], value, at);
  };
const record =
  (shape: Shape): Check =>
  (value, at) =>
    properties(shape, value, at);

type Shape = {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional: Readonly<Record<string, Check>>;
};
type ElementName =
  | 'AdaptiveCard'
  | 'TextBlock'
  | 'Container'
  | 'ColumnSet'
  | 'Column'
  | 'FactSet'
  | 'Action.OpenUrl'
  | 'Action.ToggleVisibility';

const spacing = oneOf('None', 'Small', 'Default', 'Medium', 'Large', 'ExtraLarge', 'Padding');
const BLOCK = { id: text, isVisible: isA('boolean'), separator: isA('boolean'), spacing };
const ground = oneOf('default', 'emphasis', 'good', 'attention', 'warning', 'accent');
const inBody: Check = (value, at) => element('TextBlock', 'Container', 'ColumnSet', 'FactSet')(value, at);
const openUrl: Check = (value, at) => element('Action.OpenUrl')(value, at);

const ELEMENTS: Readonly<Record<ElementName, Shape>> = {
  AdaptiveCard: {
    required: { type: text, version: oneOf('1.5'), body: listOf(inBody) },
    optional: {
      $schema: oneOf('http://adaptivecards.io/schemas/adaptive-card.json'),
      lang: oneOf('en'),
      fallbackText: text,
      speak: text,
      msteams: record({ required: { width: oneOf('Full') }, optional: {} }),
      actions: listOf((value, at) => element('Action.OpenUrl', 'Action.ToggleVisibility')(value, at), 0),
    },
  },
  TextBlock: {
    required: { type: text, text },
    optional: {
      ...BLOCK,
      wrap: isA('boolean'),
      size: oneOf('Small', 'Default', 'Medium', 'Large', 'ExtraLarge'),
      weight: oneOf('Lighter', 'Default', 'Bolder'),
      color: oneOf('Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention'),
      isSubtle: isA('boolean'),
      style: oneOf('default', 'heading'),
      horizontalAlignment: oneOf('Left', 'Center', 'Right'),
    },
  },
  Container: {
    required: { type: text, items: listOf(inBody) },
    optional: { ...BLOCK, style: ground, bleed: isA('boolean'), selectAction: openUrl },
  },
  ColumnSet: {
    required: { type: text, columns: listOf((value, at) => element('Column')(value, at)) },
    optional: { ...BLOCK },
  },
  Column: {
    required: { type: text, items: listOf(inBody) },
    optional: { ...BLOCK, width: oneOf('auto', 'stretch') },
  },
  FactSet: {
    required: {
      type: text,
      facts: listOf(record({ required: { title: text, value: isA('string') }, optional: {} })),
    },
    optional: { ...BLOCK },
  },
  'Action.OpenUrl': {
    required: { type: text, title: text, url },
    optional: { style: oneOf('default', 'positive', 'destructive') },
  },
  'Action.ToggleVisibility': {
    required: { type: text, title: text, targetElements: listOf(text) },
    optional: {},
  },
};

function properties({ required, optional }: Shape, value: unknown, at: string): string[] {
  if (!isRecord(value)) return [`${at}: expected an object`];
  const checks = { ...required, ...optional };
  return [
    ...Object.keys(required).flatMap((name) =>
      Object.hasOwn(value, name) ? [] : [`${at}.${name}: is missing`],
    ),
    ...Object.entries(value).flatMap(([name, inner]) =>
      Object.hasOwn(checks, name)
        ? (checks[name]?.(inner, `${at}.${name}`) ?? [])
        : [`${at}.${name}: is not known`],
    ),
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns what keeps it from being an Adaptive Card 1.5 that Teams shows; empty for a sound one */
export function cardProblems(card: unknown): string[] {
  const found = element('AdaptiveCard')(card, 'card');
  if (!isRecord(card)) return found;
  const actions = Array.isArray(card.actions) ? card.actions : [];
  const ids = everyObject(card).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  const targets = actions.flatMap((action) =>
    isRecord(action) && Array.isArray(action.targetElements) ? action.targetElements : [],
  );
  return [
    ...found,
    ...(actions.length > 6 ? ['card.actions: Teams shows six'] : []),
    ...(new Set(ids).size === ids.length ? [] : ['card: an id stands twice']),
    ...targets
      .filter((target) => !ids.includes(target))
      .map((target) => `card.actions: nothing is called ${target}`),
  ];
}

/** Every address that something on the card opens. */
export function cardLinks(card: unknown): string[] {
  return everyObject(card).flatMap(({ url: href }) => (typeof href === 'string' ? [href] : []));
}

/** The object and all within it. */
export function everyObject(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(everyObject);
  return isRecord(value) ? [value, ...Object.values(value).flatMap(everyObject)] : [];
}

/** What a reader of the card sees, in order: markdown and what keeps it from working taken away. */
export function cardWords(card: unknown): string {
  const words = everyObject(card).flatMap(({ type, text: said, title, value }) => {
    if (type === 'TextBlock' && typeof said === 'string') return [said];
    return typeof title === 'string' && typeof value === 'string' ? [`${title} ${value}`] : [];
  });
  return words
    .map((said) =>
      said
        .replaceAll('\u200b', '')
        .replace(/(?<!\\)\*\*/g, '')
        .replace(/\\(.)/g, '$1'),
    )
    .join('\n');
}
