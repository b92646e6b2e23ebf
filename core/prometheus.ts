/** Names and values of labels, in the order in which they are written. */
export type Labels = Readonly<Record<string, string>>;

/** A figure that Prometheus reads. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
export interface PrometheusMetric {
  /** Lines of the text format, without a last newline. */
  expose(): string;
}

export class Counter implements PrometheusMetric {
  readonly #series = new Map<string, { readonly labels: Labels; value: number }>();

  constructor(
    readonly name: string,
    readonly help: string,
  ) {}

  add(labels: Labels, amount = 1): void {
    const key = keyOf(labels);
    const series = this.#series.get(key);
    if (series === undefined) this.#series.set(key, { labels, value: amount });
    else series.value += amount;
  }

  expose(): string {
    const lines = [...this.#series.values()].map(({ labels, value }) => `${this.name}${formatLabels(labels)} ${String(value)}`);
    return [...header(this.name, this.help, 'counter'), ...lines].join('\n');
  }
}

/** A value that is read when it is asked for. */
export class Gauge implements PrometheusMetric {
  constructor(
    readonly name: string,
    readonly help: string,
    readonly read: () => number,
  ) {}

  expose(): string {
    return [...header(this.name, this.help, 'gauge'), `${this.name} ${String(this.read())}`].join('\n');
  }
}

/** Upper bounds in seconds: from an inference of one row to a request that is worth looking at. */
const REQUEST_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Observations {
  readonly labels: Labels;
  /** Not cumulative; one more than there are bounds. */
  readonly counts: number[];
  sum: number;
}

export class Histogram implements PrometheusMetric {
  readonly #series = new Map<string, Observations>();

  /** @param bounds - Upper ones, in seconds, rising. */
  constructor(
    readonly name: string,
    readonly help: string,
    readonly bounds: readonly number[] = REQUEST_BOUNDS,
  ) {}

  observe(labels: Labels, seconds: number): void {
    const key = keyOf(labels);
    let series = this.#series.get(key);
    if (series === undefined) this.#series.set(key, (series = { labels, counts: [...this.bounds, Infinity].map(() => 0), sum: 0 }));
    const bucket = this.bounds.findIndex((bound) => seconds <= bound);
    const index = bucket < 0 ? this.bounds.length : bucket;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.sum += seconds;
  }

  expose(): string {
    const lines = [...this.#series.values()].flatMap((series) => this.#exposeSeries(series));
    return [...header(this.name, this.help, 'histogram'), ...lines].join('\n');
  }

  #exposeSeries({ labels, counts, sum }: Observations): string[] {
    let total = 0;
    const buckets = counts.map((count, index) => {
      const bound = this.bounds[index] ?? '+Inf';
      return `${this.name}_bucket${formatLabels({ ...labels, le: String(bound) })} ${String((total += count))}`;
    });
    const series = formatLabels(labels);
    return [...buckets, `${this.name}_sum${series} ${String(sum)}`, `${this.name}_count${series} ${String(total)}`];
  }
}

function header(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

/** Names are those of the metric, so the values tell its series apart; counting is on the way of every request, writing is not. */
function keyOf(labels: Labels): string {
  return Object.values(labels).join('\n');
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}
