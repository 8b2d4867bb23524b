/**
 * What a digest is made of. A section turns the report into blocks; templates render blocks and
 * decide nothing: every number is text already, every sentence is whole.
 */
import type { Audience } from '../audiences.ts';
import type { Links } from '../links.ts';
import type { Day, Outcome, Report, State } from '../report.ts';

/** State is always sign + word + tone, so that colour alone never carries it. */
export type Tone = 'bad' | 'warn' | 'good' | 'calm';
export type Pill = { readonly sign: string; readonly word: string; readonly tone: Tone };
export type Link = { readonly text: string; readonly href: string };

/** The opening: is it bad, for whom, do I act. */
export type VerdictBlock = {
  readonly kind: 'verdict';
  readonly pill: Pill;
  readonly date: string;
  readonly sentence: string;
  /** What is new, whom to help, whom to check. */
  readonly answers: readonly Entry[];
  readonly paragraphs: readonly string[];
};

export type Entry = { readonly term: string; readonly text: string };

export type Figure = {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  /** What is usual, and the change; empty where nothing is. */
  readonly usual: string;
  /** `bad` only on the figure that made the verdict. */
  readonly tone: Tone;
};
export type FiguresBlock = {
  readonly kind: 'figures';
  readonly figures: readonly Figure[];
  /** Sentences beneath: rate and coverage. */
  readonly sentences: readonly string[];
};

export type StripDay = {
  readonly day: string;
  readonly label: string;
  /** `M` and `23`, one above the other. */
  readonly initial: string;
  readonly date: string;
  readonly state: State;
  readonly weekend: boolean;
  readonly current: boolean;
  /** Height of the bar; `undefined` = not measured, no bar. */
  readonly users: number | undefined;
  readonly usersText: string;
  readonly rateShort: string;
  readonly rateText: string;
  /** Signs of its state and of what changed; empty for an ordinary day. */
  readonly mark: string;
  /** What the signs mean, in words. */
  readonly remark: string;
  readonly tone: Tone;
};
export type StripBlock = {
  readonly kind: 'strip';
  readonly title: string;
  readonly subtitle: string;
  readonly days: readonly StripDay[];
  /** What the marks and shades of a drawing mean; text without a drawing leaves them out. */
  readonly notes: readonly string[];
};

export type HeadingBlock = { readonly kind: 'heading'; readonly title: string; readonly subtitle: string };

/** An issue or a finding: what, how many, and one thing to do. */
export type IssueBlock = {
  readonly kind: 'issue';
  /** What stopped people, or whom to check. */
  readonly about: 'trouble' | 'security';
  /** Stable name of the reason or finding: an anchor on the page. */
  readonly id: string;
  readonly pill: Pill;
  /** Beside the pill: since when; empty for none. */
  readonly since: string;
  readonly title: string;
  readonly number: string;
  readonly numberWord: string;
  readonly facts: readonly string[];
  /** What most of it has in common; empty where nothing is. */
  readonly shape: string;
  readonly meaning: string;
  readonly nextStep: string;
  /** Its users day by day; `undefined`: nothing to draw. */
  readonly week: Week | undefined;
};

/** Seven days as bars; a day without a number is a gap. */
export type Week = {
  readonly title: string;
  readonly days: readonly Pick<
    StripDay,
    'label' | 'initial' | 'weekend' | 'current' | 'users' | 'usersText' | 'tone'
  >[];
};

export type TableRow = {
  readonly name: string;
  /** What the name leads to, where there is a link and a form that can hold one. */
  readonly href?: string | undefined;
  /** A second, quieter line under the name; empty for none. */
  readonly detail: string;
  readonly cells: readonly string[];
  readonly total: boolean;
};
export type TableBlock = {
  readonly kind: 'table';
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly nameColumn: string;
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** Where the names lead; said only where they are links. */
  readonly linkNote?: string | undefined;
};

export type Share = {
  readonly outcome: Outcome;
  readonly name: string;
  readonly detail: string;
  readonly attempts: string;
  readonly shareText: string;
  /** 0 to 1. */
  readonly part: number;
};
/** Parts of one whole: a bar and its rows. */
export type SharesBlock = {
  readonly kind: 'shares';
  readonly title: string;
  readonly subtitle: string;
  readonly nameColumn: string;
  readonly columns: readonly string[];
  readonly shares: readonly Share[];
};

export type ListBlock = {
  readonly kind: 'list';
  readonly title: string;
  /** Of a title that is a state, sign and word; left out of any other. */
  readonly tone?: Tone | undefined;
  readonly subtitle: string;
  readonly entries: readonly Entry[];
};
export type NoteBlock = { readonly kind: 'note'; readonly text: string };
export type ActionBlock = { readonly kind: 'action'; readonly link: Link };

export type Block =
  | VerdictBlock
  | FiguresBlock
  | StripBlock
  | HeadingBlock
  | IssueBlock
  | TableBlock
  | SharesBlock
  | ListBlock
  | NoteBlock
  | ActionBlock;

/** What a section may look at. `D` says which days it can speak about. */
export type SectionInput<D extends Day> = {
  readonly report: Report;
  readonly day: D;
  readonly links: Links;
  readonly audience: Audience;
  /** A quiet day in its short form: nothing here needs anybody today. */
  readonly short: boolean;
  /** Days before it that no mail of their own tells of, ascending. */
  readonly covered: readonly string[];
};

/** One part of the digest. No blocks: there is nothing to say, and nothing stands there. */
export type Section<D extends Day> = (input: SectionInput<D>) => readonly Block[];
