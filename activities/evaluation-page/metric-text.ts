const NAMES: Readonly<Record<string, string>> = {
  f1: 'F1',
  rocAuc: 'ROC AUC',
  r2: 'R²',
  mse: 'MSE',
  rmse: 'RMSE',
  mae: 'MAE',
  mape: 'MAPE',
};

/** `f1Macro` as `F1, macro`; `logLoss` as `Log loss`. */
export function metricName(name: string): string {
  const [, stem = name, average] = /^(.*?)(Binary|Macro|Micro|Weighted)?$/.exec(name) ?? [];
  const words =
    NAMES[stem] ?? stem.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^./, (letter) => letter.toUpperCase());
  return average === undefined ? words : `${words}, ${average.toLowerCase()}`;
}

/** Three digits behind the point, or four that matter for what is large. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) < 100 ? value.toFixed(3) : Number(value.toPrecision(4)).toLocaleString('en-US');
}
