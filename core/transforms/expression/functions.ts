/** A function that is written in the expression language itself, and so needs no evaluation or graph of its own. */
export interface ExpressionFunction {
  readonly parameters: readonly string[];
  readonly body: string;
  /** Further arguments are taken one by one: f(a, b, c) is f(f(a, b), c). */
  readonly variadic?: true;
}

const define = (parameters: string, body: string): ExpressionFunction => ({ parameters: parameters.split(' '), body });

const MS_A_DAY = 86_400_000;

/** By name. Those that begin with $ are parts of others and cannot be called by users. Dates are in UTC. */
export const functions: Readonly<Record<string, ExpressionFunction>> = {
  min: { ...define('a b', 'a < b ? a : b'), variadic: true },
  max: { ...define('a b', 'a > b ? a : b'), variadic: true },
  round: define('x', 'floor(x + 0.5)'),
  sign: define('x', 'x > 0 ? 1 : x < 0 ? -1 : 0'),
  // Exact for small x too: Goldberg, What Every Computer Scientist Should Know (1991), theorem 4.
  log1p: define('x', '1 + x === 1 ? x : log(1 + x) * x / ((1 + x) - 1)'),
  log2: define('x', `log(x) / ${String(Math.LN2)}`),
  log10: define('x', `log(x) / ${String(Math.LN10)}`),
  cos: define('x', `sin(x + ${String(Math.PI / 2)})`),

  hour: define('t', 'floor(t / 3600000) - floor(t / 86400000) * 24'),
  minute: define('t', 'floor(t / 60000) - floor(t / 3600000) * 60'),
  /** Sunday is 0. */
  dayOfWeek: define('t', '$days(t) + 4 - floor(($days(t) + 4) / 7) * 7'),
  dayOfMonth: define('t', '$dayOfYear(t) - floor((153 * $marchMonth(t) + 2) / 5) + 1'),
  /** January is 1. */
  month: define('t', '$marchMonth(t) < 10 ? $marchMonth(t) + 3 : $marchMonth(t) - 9'),
  year: define('t', '$yearOfEra(t) + $era(t) * 400 + (month(t) <= 2)'),

  // Days to dates in years that begin in March, so that the leap day comes last: Hinnant,
  // chrono-Compatible Low-Level Date Algorithms, civil_from_days. Its eras are 400 years of 146,097 days.
  $days: define('t', `floor(t / ${String(MS_A_DAY)})`),
  $era: define('t', 'floor(($days(t) + 719468) / 146097)'),
  $dayOfEra: define('t', '$days(t) + 719468 - $era(t) * 146097'),
  $yearOfEra: define(
    't',
    'floor(($dayOfEra(t) - floor($dayOfEra(t) / 1460) + floor($dayOfEra(t) / 36524) - floor($dayOfEra(t) / 146096)) / 365)',
  ),
  $dayOfYear: define('t', '$dayOfEra(t) - 365 * $yearOfEra(t) - floor($yearOfEra(t) / 4) + floor($yearOfEra(t) / 100)'),
  $marchMonth: define('t', 'floor((5 * $dayOfYear(t) + 2) / 153)'),
};
