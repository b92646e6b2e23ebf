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
  log1p: define('x', '1 + x === 1 ? x : 1 + x === x ? log(x) : log(1 + x) * x / ((1 + x) - 1)'),
  log2: define('x', `log(x) / ${String(Math.LN2)}`),
  log10: define('x', `log(x) / ${String(Math.LN10)}`),
  cbrt: define('x', 'sign(x) * abs(x) ** (1 / 3)'),
  trunc: define('x', 'x < 0 ? ceil(x) : floor(x)'),
  hypot: { ...define('a b', 'sqrt(a * a + b * b)'), variadic: true },
  // exp(x) - 1 would lose the digits of a small x.
  expm1: define('x', 'tanh(x / 2) * (exp(x) + 1)'),
  sinh: define('x', '(expm1(x) - expm1(-x)) / 2'),
  cosh: define('x', '(exp(x) + exp(-x)) / 2'),
  asinh: define('x', 'sign(x) * log1p(abs(x) + x * x / (1 + sqrt(x * x + 1)))'),
  acosh: define('x', 'log(x + sqrt(x * x - 1))'),
  atanh: define('x', 'log1p(2 * x / (1 - x)) / 2'),
  tan: define('x', 'sin(x) / cos(x)'),
  asin: define('x', 'atan(x / sqrt(1 - x * x))'),
  acos: define('x', `${String(Math.PI / 2)} - asin(x)`),
  atan: define('x', 'sign(x) * $atanOfPositive(abs(x))'),
  cos: define('x', `sin(x + ${String(Math.PI / 2)})`),

  hour: define('t', 'floor(t / 3600000) - floor(t / 86400000) * 24'),
  minute: define('t', 'floor(t / 60000) - floor(t / 3600000) * 60'),
  second: define('t', 'floor(t / 1000) - floor(t / 60000) * 60'),
  /** Sunday is 0. */
  dayOfWeek: define('t', '$days(t) + 4 - floor(($days(t) + 4) / 7) * 7'),
  dayOfMonth: define('t', '$dayOfMarchYear(t) - floor((153 * $marchMonth(t) + 2) / 5) + 1'),
  /** January is 1. */
  month: define('t', '$marchMonth(t) < 10 ? $marchMonth(t) + 3 : $marchMonth(t) - 9'),
  quarter: define('t', 'floor((month(t) + 2) / 3)'),
  /** The first of January is 1. */
  dayOfYear: define('t', 'month(t) > 2 ? $dayOfMarchYear(t) + 60 + $isLeap(year(t)) : $dayOfMarchYear(t) - 305'),
  year: define('t', '$yearOfEra(t) + $era(t) * 400 + (month(t) <= 2)'),

  $isLeap: define('y', '(y % 4 === 0 && y % 100 !== 0) || y % 400 === 0'),

  // From 0 to infinity to between 0.66 below and above 0, by two addition theorems.
  $atanOfPositive: define(
    'x',
    `x > 2.414213562373095 ? ${String(Math.PI / 2)} - $atanOfSmall(1 / x) : x > 0.66 ? ${String(Math.PI / 4)} + $atanOfSmall((x - 1) / (x + 1)) : $atanOfSmall(x)`,
  ),
  // A rational approximation to 2e-16: Moshier, Cephes Math Library 2.8 (2000), atan.c.
  $atanOfSmall: define('x', 'x + x * (x * x) * $atanNumerator(x * x) / $atanDenominator(x * x)'),
  $atanNumerator: define(
    'z',
    '(((-0.8750608600031904 * z - 16.157537187333652) * z - 75.00855792314705) * z - 122.88666844901361) * z - 64.85021904942025',
  ),
  $atanDenominator: define(
    'z',
    '((((z + 24.858464901423062) * z + 165.02700983169885) * z + 432.88106049129027) * z + 485.3903996359137) * z + 194.5506571482614',
  ),

  // Days to dates in years that begin in March, so that the leap day comes last: Hinnant,
  // chrono-Compatible Low-Level Date Algorithms, civil_from_days. Its eras are 400 years of 146,097 days.
  $days: define('t', `floor(t / ${String(MS_A_DAY)})`),
  $era: define('t', 'floor(($days(t) + 719468) / 146097)'),
  $dayOfEra: define('t', '$days(t) + 719468 - $era(t) * 146097'),
  $yearOfEra: define(
    't',
    'floor(($dayOfEra(t) - floor($dayOfEra(t) / 1460) + floor($dayOfEra(t) / 36524) - floor($dayOfEra(t) / 146096)) / 365)',
  ),
  $dayOfMarchYear: define('t', '$dayOfEra(t) - 365 * $yearOfEra(t) - floor($yearOfEra(t) / 4) + floor($yearOfEra(t) / 100)'),
  $marchMonth: define('t', 'floor((5 * $dayOfMarchYear(t) + 2) / 153)'),
};
