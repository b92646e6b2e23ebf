import { readFile } from 'node:fs/promises';
import type { DataSet } from './data-set.js';

type Row = Readonly<Record<string, unknown>>;

interface Source extends Pick<DataSet, 'name' | 'metric'> {
  /** A file of vega-datasets. */
  readonly file: string;
  readonly numbers: readonly string[];
  readonly texts?: readonly string[];
  readonly target: (row: Row) => number | string | null;
  /** Columns that are made of another. */
  readonly derive?: (row: Row) => Row;
  /** Only each so many-th row. */
  readonly every?: number;
}

const sources: readonly Source[] = [
  {
    name: 'penguins',
    metric: 'accuracy',
    file: 'penguins.json',
    numbers: ['Beak Length (mm)', 'Beak Depth (mm)', 'Flipper Length (mm)', 'Body Mass (g)'],
    texts: ['Sex'], // an island would tell too much
    target: (row) => textOf(row['Species']),
  },
  {
    name: 'cars',
    metric: 'rmse',
    file: 'cars.json',
    numbers: ['Cylinders', 'Displacement', 'Horsepower', 'Weight_in_lbs', 'Acceleration', 'year'],
    texts: ['Origin'],
    derive: (row) => ({ year: textOf(row['Year']).slice(0, 4) }),
    target: (row) => numberOf(row['Miles_per_Gallon']),
  },
  {
    name: 'movies',
    metric: 'rmse',
    file: 'movies.json',
    numbers: ['US Gross', 'Worldwide Gross', 'Production Budget', 'Running Time min', 'Rotten Tomatoes Rating', 'IMDB Votes'],
    texts: ['MPAA Rating', 'Source', 'Major Genre', 'Creative Type'],
    target: (row) => numberOf(row['IMDB Rating']),
  },
  {
    name: 'seattle-weather',
    metric: 'accuracy',
    file: 'seattle-weather.csv',
    numbers: ['precipitation', 'temp_max', 'temp_min', 'wind', 'month'],
    derive: (row) => ({ month: textOf(row['date']).slice(5, 7) }),
    target: (row) => textOf(row['weather']),
  },
  {
    name: 'weather-place',
    metric: 'rocAuc',
    file: 'weather.csv',
    numbers: ['precipitation', 'temp_max', 'temp_min', 'wind', 'month'],
    derive: (row) => ({ month: textOf(row['date']).slice(5, 7) }),
    target: (row) => textOf(row['location']),
  },
  {
    name: 'flights',
    metric: 'rocAuc',
    file: 'flights-200k.json',
    numbers: ['distance', 'time'],
    every: 20,
    target: (row) => (Number(row['delay']) > 15 ? 'late' : 'in time'),
  },
  {
    name: 'birdstrikes',
    metric: 'rocAuc',
    file: 'birdstrikes.csv',
    numbers: ['Speed IAS in knots'],
    texts: ['Phase of flight', 'Wildlife Size', 'Time of day', 'Wildlife Species', 'Aircraft Airline Operator'],
    target: (row) => (row['Effect Amount of damage'] === 'None' ? 'none' : 'damage'),
  },
  {
    name: 'gapminder',
    metric: 'rmse',
    file: 'gapminder.json',
    numbers: ['year', 'pop', 'fertility'],
    texts: ['cluster'],
    target: (row) => numberOf(row['life_expect']),
  },
];

export const publicDataSets = sources.map((source) => ({ name: source.name, load: () => load(source) }));

/** Rows without a target are left out. */
async function load({ name, metric, file, numbers, texts = [], target, derive = () => ({}), every = 1 }: Source): Promise<DataSet> {
  const rows = (await readRows(file))
    .filter((row, index) => index % every === 0 && ![null, ''].includes(target(row) as string | null)) // numbers are neither
    .map((row): Row => ({ ...row, ...derive(row) }));
  const columns = [
    ...numbers.map((column) => rows.map((row) => numberOf(row[column]) ?? NaN)),
    ...texts.map((column) => rows.map((row) => textOf(row[column]))),
  ];
  const values = rows.map(target);
  return { name, metric, columns, target: metric === 'rmse' ? values.map(Number) : values.map(String) };
}

/** None of the files of comma-separated values has a quoted field. */
async function readRows(file: string): Promise<readonly Row[]> {
  const text = await readFile(`node_modules/vega-datasets/data/${file}`, 'utf8');
  if (file.endsWith('.json')) return JSON.parse(text) as Row[]; // a list of objects, by the package's description
  const [header = [], ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return lines.map((fields) => Object.fromEntries(header.map((name, column) => [name, fields[column] ?? ''])));
}

function numberOf(value: unknown): number | null {
  return value === null || value === '' || value === undefined ? null : Number(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'missing';
}
