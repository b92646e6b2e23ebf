import { z } from 'zod';
import { LeatError } from '../errors.js';

const fieldText = z.union([z.string().min(1), z.int()]);

/** Times by the clock: a time is meant when every field has it. Fields are written as in cron. */
export const calendarSchema = z.strictObject({
  second: fieldText.default(0).describe('0 to 59'),
  minute: fieldText.default(0).describe('0 to 59'),
  hour: fieldText.default(0).describe('0 to 23'),
  dayOfMonth: fieldText.default('*').describe('1 to 31'),
  month: fieldText.default('*').describe('1 to 12, or Jan to Dec'),
  dayOfWeek: fieldText.default('*').describe('0 to 7, or Sun to Sat'),
  year: fieldText.default('*').describe('2000 to 2100'),
});

export type CalendarSpecification = z.input<typeof calendarSchema>;

type Field = keyof z.output<typeof calendarSchema>;

/** The numbers that each field admits. */
export type Calendar = Readonly<Record<Field, ReadonlySet<number>>>;

interface FieldRange {
  readonly least: number;
  readonly most: number;
  /** Names for the numbers from `least` on, by their first three letters. */
  readonly names?: readonly string[];
}

/** In the order of a cron text of seven fields. */
const fields: Readonly<Record<Field, FieldRange>> = {
  second: { least: 0, most: 59 },
  minute: { least: 0, most: 59 },
  hour: { least: 0, most: 23 },
  dayOfMonth: { least: 1, most: 31 },
  month: { least: 1, most: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  dayOfWeek: { least: 0, most: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
  year: { least: 2000, most: 2100 },
};
const fieldNames = Object.keys(fields) as Field[]; // keys of the record above

const shorthands: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
};

/**
 * Reads five fields of cron (minute, hour, day of month, month, day of week) or a word such as "@daily".
 *
 * @throws LeatError `SCHEDULE_INVALID`; also when days of the month and of the week are both named, which
 * cron takes as "either" and Temporal as "both".
 */
export function calendarFromCron(cron: string): CalendarSpecification {
  const words = (shorthands[cron.trim()] ?? cron).trim().split(/\s+/);
  const [minute, hour, dayOfMonth, month, dayOfWeek, ...rest] = words;
  if (dayOfWeek === undefined || minute === undefined || rest.length > 0) {
    throw refused(`expected cron's five fields or one of ${Object.keys(shorthands).join(', ')}, got "${cron}"`, cron);
  }
  if (dayOfMonth !== '*' && dayOfWeek !== '*') {
    const mend = 'cron means either, Temporal both: write it as `calendar`, where a list is "either" and one entry "both"';
    throw refused(`expected days of the month or of the week, got both in "${cron}"; ${mend}`, cron);
  }
  const calendar = { minute, hour, dayOfMonth, month, dayOfWeek };
  parseCalendar(calendarSchema.parse(calendar));
  return calendarSchema.parse(calendar);
}

/** @throws LeatError `SCHEDULE_INVALID` naming the field. */
export function parseCalendar(specification: CalendarSpecification): Calendar {
  const written = calendarSchema.parse(specification);
  const parsed = fieldNames.map((field) => [field, parseField(field, String(written[field]))] as const);
  return Object.fromEntries(parsed) as unknown as Calendar; // every field of the list above
}

/** As Temporal's server takes it: seven fields, from second to year. */
export function cronText(specification: CalendarSpecification): string {
  const written = calendarSchema.parse(specification);
  return fieldNames.map((field) => String(written[field]).replace(/\s/g, '')).join(' ');
}

function parseField(field: Field, text: string): ReadonlySet<number> {
  const numbers = text.split(',').flatMap((part) => parsePart(field, part.trim(), text));
  return new Set(field === 'dayOfWeek' ? numbers.map((day) => day % 7) : numbers);
}

/** `*`, `3`, `1-5`, each also with `/step`; `3/5` goes from 3 to the end. */
function parsePart(field: Field, part: string, text: string): number[] {
  const { least, most } = fields[field];
  const match = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
  if (match === null) throw refusedField(field, text);
  const [, first, last, step] = match;
  const from = first === undefined ? least : parseNumber(field, first, text);
  const open = first === undefined || (last === undefined && step !== undefined);
  const to = open ? most : last === undefined ? from : parseNumber(field, last, text);
  const by = step === undefined ? 1 : Number(step);
  if (from > to || by < 1) throw refusedField(field, text);
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
}

function parseNumber(field: Field, word: string, text: string): number {
  const { least, most, names = [] } = fields[field];
  const named = names.indexOf(word.toLowerCase());
  const number = named >= 0 ? least + named : /^\d+$/.test(word) ? Number(word) : NaN;
  if (!(number >= least && number <= most)) throw refusedField(field, text);
  return number;
}

function refusedField(field: Field, text: string): LeatError {
  const { least, most, names } = fields[field];
  const named = names === undefined ? '' : ` or ${names.join(', ')}`;
  return refused(
    `${field}: expected numbers from ${String(least)} to ${String(most)}${named}, as in "1-5", "*/2" or "1,3", got "${text}"`,
    text,
  );
}

function refused(message: string, received: string): LeatError {
  return new LeatError('SCHEDULE_INVALID', message, { details: { received } });
}
