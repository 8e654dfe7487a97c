/** What to write instead of operators that have no fixed-point definition here, where there is something. */
const REWRITES: Readonly<Record<string, string>> = {
  Gelu: "train with Relu, or approximate it as x · Sigmoid(1.702 · x)",
  HardSigmoid: "write it as Clip(alpha · x + beta, 0, 1): Mul, Add and Clip",
  HardSwish: "write it as x · Clip(x / 6 + 0.5, 0, 1): Mul, Add, Clip and Mul",
  Mish: "train with Relu, or write it as x · Tanh(Softplus(x))",
  Celu: "use Elu, which is the same for alpha = 1",
  LogSoftmax: "leave it out: Softmax, or the logits themselves, order the classes in the same way",
  LayerNormalization: "train with BatchNormalization, whose scale and offset are constants at inference",
  InstanceNormalization: "train with BatchNormalization, whose scale and offset are constants at inference",
  GroupNormalization: "train with BatchNormalization, whose scale and offset are constants at inference",
  LSTM: "unroll the recurrence over its fixed length before export, or train a convolution or dense layers",
  GRU: "unroll the recurrence over its fixed length before export, or train a convolution or dense layers",
  RNN: "unroll the recurrence over its fixed length before export, or train a convolution or dense layers",
  Split: "feed the whole tensor to each branch and give zero weight to what the branch does not use",
  Slice: "feed the whole tensor on and give zero weight to what is not used",
  Gather: "multiply by a constant selection matrix (MatMul)",
  Resize: "upsample with a ConvTranspose's weights written as a Conv, or train without upsampling",
  Upsample: "train without upsampling",
  ConvTranspose: "write it as a Conv on a padded input, or train without upsampling",
  Einsum: "write it as MatMul, Transpose and Reshape, if one operand is constant",
  QuantizeLinear: "convert the quantizers: qonnx.transformation.qcdq_to_qonnx",
  DequantizeLinear: "convert the quantizers: qonnx.transformation.qcdq_to_qonnx",
  Trunc: "use a Quant of the output's bit width with rounding_mode FLOOR",
  MultiThreshold: "export before FINN's streamlining, with Quant nodes instead of thresholds",
  Exp: "move it off the chip, or use Sigmoid, Tanh or Softmax, which are tables",
  Log: "move it off the chip",
  Sqrt: "compare squares instead of roots",
  ArgMax: "output the scores and take the greatest downstream",
  TopK: "output the scores and choose downstream",
  ReduceMean: "write it as GlobalAveragePool, or ReduceSum and a multiplication by 1/n",
  Attention: "write it out in MatMul and Softmax; products of two computed tensors are not supported",
};

/** A hint for an operator that is refused. */
export function rewriteHint(opType: string): string | undefined {
  return Object.hasOwn(REWRITES, opType) ? REWRITES[opType] : undefined;
}
