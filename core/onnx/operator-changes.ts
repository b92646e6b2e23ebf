// Written by scripts/write-operator-changes.py with onnx 1.23.2.

/**
 * Operator sets, by domain and operator, in which a node of an earlier one would mean something else or be refused;
 * of ONNX's own from 9 to 26, of ai.onnx.ml from 1 to 5. An operator that never changed has none.
 */
export const operatorChanges: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  '': {
    ...unchanged(
      'Abs Acos Acosh Add AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh Attention BatchNormalization Bernoulli BitCast BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor BlackmanWindow Cast CastLike Ceil Celu CenterCropPad Col2Im Compress Concat ConcatFromSequence Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumProd CumSum DeformConv DepthToSpace DequantizeLinear Det Div DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GreaterOrEqual HammingWindow HannWindow HardSigmoid HardSwish Identity If ImageDecoder InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual Log Loop LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool Mean MeanVarianceNormalization MelWeightMatrix Min Mish Mod Mul Multinomial Neg NegativeLogLikelihoodLoss NonMaxSuppression NonZero Not OneHot Optional OptionalGetElement OptionalHasElement Or PRelu Pow QLinearConv QLinearMatMul QuantizeLinear RMSNormalization RNN RandomNormal RandomNormalLike RandomUniform RandomUniformLike Range Reciprocal RegexFullMatch Relu Reshape ReverseSequence RotaryEmbedding Round STFT Scan ScatterElements ScatterND Selu SequenceAt SequenceConstruct SequenceEmpty SequenceErase SequenceInsert SequenceLength SequenceMap Shape Shrink Sigmoid Sign Sin Sinh Size SoftmaxCrossEntropyLoss Softplus Softsign SpaceToDepth SplitToSequence Sqrt StringConcat StringNormalizer StringSplit Sub Sum Swish Tan Tanh TensorScatter TfIdfVectorizer ThresholdedRelu Tile Transpose Trilu Unique Where Xor',
    ),
    AveragePool: [19],
    Clip: [11],
    DFT: [20],
    Dropout: [10, 12],
    GridSample: [20],
    GroupNormalization: [21],
    Hardmax: [13],
    LogSoftmax: [13],
    Pad: [11],
    ReduceL1: [18],
    ReduceL2: [18],
    ReduceLogSum: [18],
    ReduceLogSumExp: [18],
    ReduceMax: [18],
    ReduceMean: [18],
    ReduceMin: [18],
    ReduceProd: [18],
    ReduceSum: [13],
    ReduceSumSquare: [18],
    Resize: [11, 13],
    RoiAlign: [16],
    Scatter: [11],
    Slice: [10],
    Softmax: [13],
    Split: [13, 18],
    Squeeze: [13],
    TopK: [10],
    Unsqueeze: [13],
    Upsample: [10],
  },
  'ai.onnx.ml': {
    ...unchanged(
      'ArrayFeatureExtractor Binarizer CastMap CategoryMapper DictVectorizer FeatureVectorizer Imputer LinearClassifier LinearRegressor Normalizer OneHotEncoder SVMClassifier SVMRegressor Scaler TreeEnsemble ZipMap',
    ),
    LabelEncoder: [2],
    TreeEnsembleClassifier: [5],
    TreeEnsembleRegressor: [5],
  },
};

function unchanged(names: string): Record<string, readonly number[]> {
  return Object.fromEntries(names.split(' ').map((name) => [name, []]));
}
