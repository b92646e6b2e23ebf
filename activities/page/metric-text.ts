/** Names that are no words. */
const NAMES: Readonly<Record<string, string>> = {
  f1: 'F1',
  fBeta: 'F-beta',
  rocAuc: 'ROC AUC',
  averagePrecision: 'Average precision (PR AUC)',
  mcc: 'Matthews correlation',
  cohenKappa: 'Cohen’s kappa',
  cohenKappaLinear: 'Cohen’s kappa, linear',
  cohenKappaQuadratic: 'Cohen’s kappa, quadratic',
  topKAccuracy: 'Top-k accuracy',
  ndcg: 'NDCG',
  r2: 'R²',
  d2AbsoluteError: 'D² of the absolute error',
  d2PinballLoss: 'D² of the pinball loss',
  d2Tweedie: 'D² of the Tweedie deviance',
  mse: 'MSE',
  rmse: 'RMSE',
  mae: 'MAE',
  mape: 'MAPE',
  msle: 'MSLE',
};

const AVERAGES: Readonly<Record<string, string>> = {
  Macro: 'macro',
  Micro: 'micro',
  Weighted: 'weighted',
  Ovo: 'one against one',
  OvoWeighted: 'one against one, weighted',
};

/** `f1Macro` as `F1, macro`; `logLoss` as `Log loss`; `topKAccuracy@3` as `Top-k accuracy @ 3`. */
export function metricName(name: string): string {
  const [full = name, parameter] = name.split('@');
  const [, stem = full, average = ''] = /^(.*?)(Macro|Micro|OvoWeighted|Weighted|Ovo)?$/.exec(full) ?? [];
  const words =
    NAMES[stem] ?? stem.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^./, (letter) => letter.toUpperCase());
  return [words, AVERAGES[average]].filter((part) => part !== undefined).join(', ') + (parameter === undefined ? '' : ` @ ${parameter}`);
}

/** Three digits behind the point, or four that matter for what is large. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) < 100 ? value.toFixed(3) : Number(value.toPrecision(4)).toLocaleString('en-US');
}
