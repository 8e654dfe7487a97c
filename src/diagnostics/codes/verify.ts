import { shown } from "../../support/text.js";
import { row } from "../diagnostic.js";

/** BX4xxx: simulation against compiled C++, and what the HLS back end can't write. */
export const verifyCodes = {
  BX4001: row<{ text: string }>({
    severity: "error",
    title: "simulation and C++ differ",
    explain:
      "The simulation and the compiled project were given the same raw integers and a layer's raw integers differ. The first one in the order of the model is named, with the first element and both values; later layers may differ because of it. The project was edited, or this is a defect of Bunchcross.",
    message: ({ text }) => `simulation and compiled C++ differ: ${text}`,
    hint: () => "run `bxc compile` again if the project was edited; otherwise please report the model and this line",
  }),
  BX4002: row<{ stage: "compile" | "run"; command: string; exit: string; said: readonly string[]; cause: string }>({
    severity: "error",
    title: "the C++ does not build or run",
    explain:
      "The emitted project has to compile with a C++14 compiler and to run to its end. The command, how it ended and the telling lines of what it said are shown.",
    message: ({ stage, command, exit, said }) =>
      `the emitted C++ does not ${stage === "compile" ? "compile" : "run"}: \`${command}\` ended with ${exit}${said.map((line) => `\n    ${line}`).join("")}`,
    hint: ({ cause }) => cause,
  }),
  BX4003: row<{ expected: number; found: number }>({
    severity: "error",
    title: "the project is of another network",
    explain:
      "The compiled project wrote more or fewer values than the model and its configuration have. It was made from another model or configuration.",
    message: ({ expected, found }) => `the compiled project wrote ${found} bytes of values; this model has ${expected}`,
    hint: () => "run `bxc compile` again, or verify with the model and configuration that manifest.json names",
  }),
  BX4004: row<{ reason: string | undefined }>({
    severity: "note",
    title: "no floating-point reference",
    explain:
      "The distance to the model in floating point needs the package onnxruntime-node, and a model that it can run. Bit-exactness does not depend on it.",
    message: ({ reason }) =>
      reason === undefined
        ? "onnxruntime-node is not installed, so the distance to the floating-point model is not shown"
        : `onnxruntime-node can't run this model, so the distance to it in floating point is not shown: ${reason}`,
    hint: ({ reason }) => (reason === undefined ? "npm install onnxruntime-node --ignore-scripts" : undefined),
  }),
  BX4010: row<{ what: string; type: string; bits: number; places: number }>({
    severity: "error",
    title: "type that C++ can't hold",
    explain:
      "AMD's headers stop at 4096 bits, and constants are written as C++ double literals, which hold every bit of values near one but not of those around 2^-1000 or 2^1000.",
    message: ({ what, type, bits, places }) =>
      `${shown(what)} has type ${type}; C++ types have at most ${bits} bits, the last one at most ${places} places from the binary point`,
    hint: () => "name a smaller result type for this layer, or for one before it",
  }),
} as const;
