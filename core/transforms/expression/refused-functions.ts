/** Functions and steps that people would look for, and why a model cannot have them. */
export const refusedFunctions: Readonly<Record<string, string>> = {
  random: 'a model gives equal rows equal results',
  now: 'a model knows no time but that of its rows: add a column for it',
  lag: 'it reads other rows, which a served model does not see: add the column by the stage window, before the split',
  rolling: 'it reads other rows, which a served model does not see: add the column by the stage window, before the split',
  toLowerCase: 'ONNX changes case by the locale of the machine: the steps encode and text know spellings',
  toUpperCase: 'ONNX changes case by the locale of the machine: the steps encode and text know spellings',
  trim: 'ONNX has no operator for it: trim texts where they are read',
  replace: 'ONNX has no operator for it: replace texts where they are read',
  Number: 'ONNX fails on a text that is no number: cast the column where it is read',
  parseFloat: 'ONNX fails on a text that is no number: cast the column where it is read',
  String: 'ONNX writes numbers in another way than JavaScript',
};
