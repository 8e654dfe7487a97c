/** What the configuration needs to know of a node of the model to find its settings. */
export interface ModelNode {
  readonly name: string;
  readonly opType: string;
  /** Whether an operand is a constant: hls4ml then replaces MatMul, Add, ... by other layers. */
  readonly constantOperand: boolean;
  /** Spatial axes of a convolution or a pooling, where known. */
  readonly spatial?: 1 | 2;
  /** Of a convolution, where known. */
  readonly form?: "full" | "depthwise" | "pointwise";
}

/** The names of a model that a configuration may use. */
export interface ModelNames {
  /** Of the model's file, without its extension. */
  readonly model?: string;
  readonly inputs: readonly string[];
  readonly nodes: readonly ModelNode[];
  /** Initializers. */
  readonly constants: readonly string[];
}

/** A node as hls4ml has it. */
export interface Hls4mlLayer {
  /** Class of the layer that it replaces; LayerType settings of that class count as settings of the new layer by name. */
  readonly replaces?: string;
  /** Names of the layers made from it, where they are not its own. */
  readonly names: readonly string[];
  /** Class names under which LayerType is searched, in order. */
  readonly classes: readonly string[];
}

const CLASS_OF: ReadonlyMap<string, string> = new Map([
  ...all("Activation", "Relu", "Sigmoid", "Tanh", "Selu", "Softplus", "Softsign"),
  ...all("ParametrizedActivation", "Elu", "LeakyRelu", "ThresholdedRelu"),
  ...all("Merge", "Max", "Min"),
  ...all("Reshape", "Flatten"),
  ...all("Pooling", "MaxPool", "AveragePool"),
  ...all("GlobalPooling", "GlobalMaxPool", "GlobalAveragePool"),
  ...all("PReLU", "PRelu"),
  ...all("Concatenate", "Concat"),
  ...all("ZeroPadding", "Pad"),
]);

/** What hls4ml makes of a node (FPGA back ends, ONNX front end of 1.3). */
export function hls4mlLayer({ name, opType, constantOperand, spatial, form }: ModelNode): Hls4mlLayer {
  const dims = (stem: string): string[] => (spatial === undefined ? [1, 2] : [spatial]).map((d) => `${stem}${d}D`);
  switch (opType) {
    case "MatMul":
    case "Gemm":
      if (!constantOperand) return { names: [], classes: ["MatMul"] };
      return { replaces: "MatMul", names: [`Dense_${name}`], classes: ["Dense"] };
    case "Add":
    case "Sub":
    case "Mul":
    case "Div":
      if (!constantOperand) return { names: [], classes: ["Merge"] };
      return { replaces: "Merge", names: [`bn_${name}`], classes: ["ApplyAlpha"] };
    case "Conv": {
      const full = form === "depthwise" ? [] : dims("Conv");
      const depthwise = form === "full" || form === "pointwise" ? [] : dims("DepthwiseConv");
      const pointwise = form === "full" || form === "depthwise" ? [] : dims("PointwiseConv");
      const names = [...full, ...depthwise].map((stem) => `${stem}_${name}`);
      return { replaces: "Conv", names, classes: [...pointwise, ...depthwise, ...full] };
    }
    case "Quant":
    case "IntQuant":
    case "BipolarQuant":
      return {
        replaces: "Quant",
        names: ["act", "scale", "rescale"].map((suffix) => `${name}_${suffix}`),
        classes: ["Activation", "ApplyAlpha"],
      };
    default: {
      const known = CLASS_OF.get(opType) ?? opType;
      return { names: [], classes: /Pooling$|Padding$/.test(known) ? dims(known) : [known] };
    }
  }
}

/** hls4ml's classes that a supported model can have; LayerType names them. */
export const CLASSES: readonly string[] = `Input Dense Conv1D Conv2D DepthwiseConv1D DepthwiseConv2D PointwiseConv1D
  PointwiseConv2D BatchNormalization ApplyAlpha Activation ParametrizedActivation PReLU Softmax Merge Concatenate
  Pooling1D Pooling2D GlobalPooling1D GlobalPooling2D Reshape Transpose Constant ZeroPadding1D ZeroPadding2D MatMul Conv
  Quant`.split(/\s+/);

/** Names that hls4ml writes into a configuration by type but never looks up, and the class that it does look up. */
export const FRONT_END_NAMES: ReadonlyMap<string, string> = new Map([
  ...all("Input", "InputLayer"),
  ...all("Activation", "ReLU"),
  ...all("ParametrizedActivation", "ELU", "LeakyReLU", "ThresholdedReLU"),
  ...all("Pooling1D", "MaxPooling1D", "AveragePooling1D"),
  ...all("Pooling2D", "MaxPooling2D", "AveragePooling2D"),
  ...all("GlobalPooling1D", "GlobalMaxPooling1D", "GlobalAveragePooling1D"),
  ...all("GlobalPooling2D", "GlobalMaxPooling2D", "GlobalAveragePooling2D"),
  ...all("BatchNormalization", "BatchNormOnnx"),
]);

function all(value: string, ...keys: readonly string[]): [string, string][] {
  return keys.map((key) => [key, value]);
}
